// Reads a span of time as people type it for other tools: 90s, 15min, 1h30m, "2 hours 5 minutes".

/** A day of 24 hours. */
export const DAY_SECONDS = 86_400;
/** The units, largest first. A single m means minutes; M is refused, because it could mean months. */
const UNITS = [
  { seconds: 7 * DAY_SECONDS, names: 'weeks?|w' },
  { seconds: DAY_SECONDS, names: 'days?|d' },
  { seconds: 3600, names: 'hours?|hrs?|h' },
  { seconds: 60, names: 'minutes?|mins?|m' },
  { seconds: 1, names: 'seconds?|secs?|s' },
] as const;
// Each unit comes at most once, and a larger one comes before a smaller one.
const SPAN = new RegExp(`^(?=\\d)${UNITS.map(({ names }) => `(?:(\\d{1,9}) ?(?:${names})(?![a-z]) ?)?`).join('')}$`);
const MONTHS = /\d ?M(?![a-zA-Z])/;

/**
 * Reads a span of time: numbers with units from weeks to seconds, the largest first, in short (`1h30m`, `15min`) or in words
 * (`2 hours 5 minutes`, `an hour`).
 * @returns seconds; undefined for any other text
 */
export function readDuration(text: string): number | undefined {
  if (MONTHS.test(text)) return undefined;
  const span = SPAN.exec(
    text
      .trim()
      .toLowerCase()
      .replace(/^an? (?=[a-z])/, '1 '),
  );
  if (span === null) return undefined;
  return UNITS.reduce((sum, { seconds }, i) => sum + seconds * Number(span[i + 1] ?? 0), 0);
}
