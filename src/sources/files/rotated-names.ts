// The names that rotation gives to a log.

/** Endings of packed files that logscan cannot unpack. */
const FOREIGN_PACKING = String.raw`\.(?:xz|zst|zstd|bz2|lz4|zip|Z)`;
const PACKING = String.raw`(?:\.gz|${FOREIGN_PACKING})?`;

/** Whether a name is a rotated form of a log's name: `access.log.1`, `access.log-20261122`, `access.log.2.gz`, `access.log.old`. */
export function isRotationOf(name: string, log: string): boolean {
  return name !== log && name.startsWith(log) && ROTATED.test(name.slice(log.length));
}

// logrotate appends `.backup` when a name is taken.
const ROTATED = new RegExp(String.raw`^(?:[._-][\d.T_:-]+(?:\.backup)?|\.(?:old|bak|prev))${PACKING}$`);

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
  return name.replace(new RegExp(`${PACKING}$`), '').replaceAll(/\d+/g, '0');
}
