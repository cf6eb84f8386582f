// What a flag is: the one definition from which the parser, --help, the man page, the completions and docs/flags.md are made.

/** The groups of --help, in its order, with their titles. */
export const GROUPS = {
  lines: 'Which lines to read',
  meaning: 'What the lines mean',
  hits: 'Which hits to report (a hit is a 400 or 499)',
  report: 'The report',
  terminal: 'The terminal',
  program: 'The program',
} as const;

/** A group of --help. */
export type Group = keyof typeof GROUPS;

/** What a shell may complete a value with: names of files or folders, or words. */
export type Values = 'file' | 'folder' | readonly string[];

/** A flag. Texts are plain; what a user types stands in backticks. */
export interface Flag {
  /** `--since`. A flag that begins with `--no-` switches something off. */
  readonly long: `--${string}`;
  /** `-f` */
  readonly short?: `-${string}`;
  /** The name of its value; missing if the flag takes none. */
  readonly value?: string;
  readonly group: Group;
  /** What it does: a clause that completes a line of --help. */
  readonly says: string;
  /** Sentences that the man page, docs/flags.md and `logscan help` add. */
  readonly more?: string;
  /** True if it may be given several times. */
  readonly isRepeatable?: true;
  /** True if it concerns one run only, so that a configuration file may not have it. */
  readonly isPerRun?: true;
  /** The value that it has if it is not given, as text. */
  readonly fallback?: string;
  readonly values?: Values;
}

/** How the flag is written: `-o, --output <file>`. */
export function usageOf({ short, long, value }: Flag): string {
  return `${short === undefined ? '' : `${short}, `}${long}${value === undefined ? '' : ` <${value}>`}`;
}
