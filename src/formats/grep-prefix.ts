// Takes off the file name and the line number that grep writes in front of a line.
import { isAddress, withoutPort } from './address.ts';

// A name and a separator: `:` in front of a line that matches, `-` in front of a line around it. `(standard input)` is a name, too.
const NAME = /^(\(standard input\)|[^\s:"'`[\]{}<>|=,;]{1,512}):[ \t]*/;
const NAME_BEFORE_NUMBER = /^([^\s:"'`[\]{}<>|=,;]{1,512}?)-(?=\d{1,10}-)/;
const NUMBER = /^\d{1,10}([:-])[ \t]*/;
/**
 * Names that only a file can have. A name such as `shop.example.com` can also be the first field of a line, and `ip` its label. The
 * former is taken for a file in front of an address.
 */
const NAME_OF_FILE =
  /[/\\]|^\(standard input\)$|(?:^|[._-])log(?:[.-]\d{1,14}){0,3}(?:\.(?:gz|bz2|xz|zst))?$|\.(?:txt|out|gz)$/;
// How a line may begin after a number that is followed by a dash: not with a digit, because that would be a date.
const BEGINS_LINE = /^["[{]/;
// How a line does not go on after a colon: with the port of a host, or with the minutes of a time.
const PORT_OR_MINUTES = /^\d{1,5}(?:[\s:]|$)/;

// `12:2001:db8::7` has the form of an address, but no client has it: addresses begin with 2000 to 3fff, fc to fe, or `::`, if they
// are not those of translators (IANA's IPv6 address space). The numbers 2000 to 3999 may be the beginning of an address.
const NUMBERED_IPV6 = /^(?![23]\d{3}:)\d{1,4}:(?=[23][\da-f]{3}:|f[c-e][\da-f]{2}:)/i;

// The kernel reads a line that begins with such an address, valid or not, so nothing is taken off it.
const MAY_BE_IPV6 = /^(?:::[\da-f:.]*|[23f][\da-f]{3}:[\da-f:]*)(?=[ \t]|$)/i;

/** Whether an address is an IPv6 address with the number of a line (`grep -n`) in front of it: `12:2001:db8::7`. */
export function isNumberedAddress(address: string): boolean {
  return NUMBERED_IPV6.test(address);
}

/**
 * What follows grep's file name (`-H`) or its line number (`-n`); undefined if neither is there. Takes off one of them at a time.
 * @param head the beginning of a line
 */
export function withoutGrepPrefix(head: string): string | undefined {
  if (MAY_BE_IPV6.test(head) || (isAddressToken(head) && !isNumberedAddress(head))) return undefined;
  const number = NUMBER.exec(head);
  if (number) {
    const rest = head.slice(number[0].length);
    const isLine = isAddressToken(rest) || (number[1] === ':' ? !PORT_OR_MINUTES.test(rest) : BEGINS_LINE.test(rest));
    return isLine && rest !== '' ? rest : undefined;
  }
  const context = NAME_BEFORE_NUMBER.exec(head);
  if (context && NAME_OF_FILE.test(context[1]!)) return head.slice(context[0].length);
  const name = NAME.exec(head);
  if (name === null) return undefined;
  const rest = head.slice(name[0].length);
  if (rest === '') return undefined;
  return NAME_OF_FILE.test(name[1]!) || (name[1]!.includes('.') && isAddressToken(rest)) ? rest : undefined;
}

// Whether a text begins with an address, or an address with a port, and a blank.
function isAddressToken(text: string): boolean {
  const [token] = /^[\da-f:.[\]]{1,64}(?=[ \t])/i.exec(text) ?? [];
  return token !== undefined && (isAddress(token) || withoutPort(token) !== token);
}
