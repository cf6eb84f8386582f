// Sizes in a configuration.

const KIB = 1024;
/** The size that advice recommends beside nginx's default of 8k. */
const LEAST_RAISED_KIB = 16;

/** A size in bytes: `8k`, `1m`, `4096` (`ngx_parse_size`); undefined for anything else. */
export function bytesOf(size: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})([km]?)$/i.exec(size) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === '' ? 1 : unit.toLowerCase() === 'k' ? KIB : KIB * KIB);
}

/** The next larger value of `large_client_header_buffers`: `4 16k` for `4 8k`; undefined for a value that is none. */
export function raisedBuffers(value: string): string | undefined {
  const [, count, size = ''] = /^(\d{1,9}) (\S+)$/.exec(value) ?? [];
  const bytes = bytesOf(size);
  if (count === undefined || bytes === undefined) return undefined;
  return `${count} ${Math.max(LEAST_RAISED_KIB, Math.ceil((2 * bytes) / KIB))}k`;
}
