// The names that rotation gives to a log.

/** Endings of packed files that logscan cannot unpack. */
const FOREIGN_PACKING = String.raw`\.(?:xz|bz2|lz4|zip|Z)`;
/** Endings of packed files that logscan can unpack. */
const OWN_PACKING = String.raw`\.(?:gz|zstd?)`;
const PACKING = String.raw`(?:${OWN_PACKING}|${FOREIGN_PACKING})?`;

/** Whether a name is a rotated form of a log's name: `access.log.1`, `access.log-20261122`, `access.log.2.gz`, `access.log.old`. */
export function isRotationOf(name: string, log: string): boolean {
  return name !== log && name.startsWith(log) && ROTATED.test(name.slice(log.length));
}

/** The number or date of a rotated file. */
const STAMP = String.raw`[._-][\d.T_:-]+`;
// logrotate appends `.backup` when a name is taken.
const ROTATED = new RegExp(String.raw`^(?:${STAMP}(?:\.backup)?|\.(?:old|bak|prev))${PACKING}$`);
const ONLY_STAMP = new RegExp(`^${STAMP}$`);

/**
 * Whether a name may be a rotated form with the number or date before the ending: `access.1.log`, `access-20261122.log.gz`. Another
 * log may be called so, too.
 */
export function mayBeRotationOf(name: string, log: string): boolean {
  const dot = log.lastIndexOf('.');
  const [stem, ending, bare] = [log.slice(0, dot), log.slice(dot), withoutPacking(name)];
  const isLongEnough = bare.length > log.length && bare.startsWith(stem) && bare.endsWith(ending);
  return dot > 0 && isLongEnough && ONLY_STAMP.test(bare.slice(dot, bare.length - ending.length));
}

/** Whether a name has the ending of a packed file that logscan can unpack. */
export function hasPacking(name: string): boolean {
  return new RegExp(`${OWN_PACKING}$`).test(name);
}

/** A name without the ending of a packed file. */
export function withoutPacking(name: string): string {
  return name.replace(new RegExp(`${PACKING}$`), '');
}

/** Whether a name has the ending of a packed file that logscan cannot unpack. */
export function hasForeignPacking(name: string): boolean {
  return new RegExp(`${FOREIGN_PACKING}$`).test(name);
}

/**
 * Whether two names differ only in their numbers and their packing: `access.2.log.gz` and `access.1.log`. The name of a file that
 * was found by its content shows how this log is rotated.
 */
export function isOfSameForm(name: string, other: string): boolean {
  return /\d/.test(other) && formOf(name) === formOf(other);
}

function formOf(name: string): string {
  return withoutPacking(name).replaceAll(/\d+/g, '0');
}

/** The name of the log that a rotated file belongs to: `access.log` for `access.log.2.gz`. Any other name is returned as it is. */
export function logNameOf(name: string): string {
  const bare = withoutPacking(name).replace(/\.(?:backup|old|bak|prev)$/, '');
  let at = bare.length;
  while (at > 0 && ROTATION_CHARACTERS.has(bare[at - 1]!)) at--;
  const begin = bare.slice(at).search(/[._-]/);
  const log = begin < 0 ? bare : bare.slice(0, at + begin);
  return log !== '' && isRotationOf(name, log) ? log : name;
}

const ROTATION_CHARACTERS: ReadonlySet<string> = new Set('0123456789.T_:-');
