// Recognises IP addresses as formats/address.ts does; an IPv6 address that ends with an IPv4 address is left to the parser.
import { DASH } from './text.as.ts';

const COMMA: u32 = 44;
const DOT: u32 = 46;
const COLON: u32 = 58;

/** Where the first element of a list of X-Forwarded-For ends; 0 if it is no address. */
export function forwardedEnd(from: usize, to: usize): usize {
  // The longest address has 45 characters.
  const most = min(to, from + 46);
  let end = from;
  let hasColon = false;
  for (; end < most; end++) {
    const byte = <u32>load<u8>(end);
    if (byte == COMMA) break;
    if (byte == COLON) hasColon = true;
  }
  if (end - from > 45) return 0;
  return (hasColon ? isIpv6(from, end) : isIpv4(from, end)) ? end : 0;
}

/** Whether a value is missing: `-` or nothing. */
export function isNone(from: usize, to: usize): bool {
  return to == from || (to - from == 1 && load<u8>(from) == DASH);
}

// Four numbers up to 255 without leading zeros.
function isIpv4(from: usize, to: usize): bool {
  let at = from;
  for (let i = 0; i < 4; i++) {
    const begin = at;
    let number: u32 = 0;
    for (; at < to && at - begin < 4; at++) {
      const digit = <u32>load<u8>(at) - 48;
      if (digit > 9) break;
      number = number * 10 + digit;
    }
    if (at == begin || number > 255 || (at - begin > 1 && load<u8>(begin) == 48)) return false;
    if (i == 3) return at == to;
    if (at >= to || load<u8>(at) != DOT) return false;
    at++;
  }
  return false;
}

// Eight groups of one to four digits, or fewer with one `::`.
function isIpv6(from: usize, to: usize): bool {
  let groups = 0;
  let isShort = false;
  let at = from;
  if (to - from < 2) return false;
  if (load<u8>(at) == COLON && load<u8>(at, 1) != COLON) return false;
  while (at < to) {
    if (load<u8>(at) == COLON) {
      // A colon after a group is skipped below, so this is the second one of `::`.
      if (isShort) return false;
      isShort = true;
      at += at == from ? 2 : 1;
      continue;
    }
    const begin = at;
    while (at < to && isHex(load<u8>(at))) at++;
    if (at == begin || at - begin > 4) return false;
    groups++;
    if (at == to) break;
    if (load<u8>(at) != COLON) return false;
    at++;
    // A single colon at the end.
    if (at == to) return false;
  }
  return isShort ? groups < 8 : groups == 8;
}

function isHex(byte: u32): bool {
  return byte - 48 <= 9 || (byte | 32) - 97 <= 5;
}
