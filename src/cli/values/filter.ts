// Which findings are counted and printed: by status, client, user agent, cause and verdict. All lines are still read.
import { BlockList, isIP } from 'node:net';
import { parseUserAgent } from '../../formats/user-agent.ts';
import type { HitStatus } from '../../hits/statuses.ts';
import { VERDICTS, type Verdict } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { UsageError } from '../errors.ts';
import { oneOf, quoted, readCause, unknownWord } from '../vocabulary.ts';
import { compileExpression, readExpression } from './expression.ts';

type Words = readonly string[] | undefined;

/**
 * The conditions for a finding to pass, as the user typed them. Values of one list are ORed; different lists are ANDed; a missing list
 * accepts everything. A word may be a list with commas, except a user agent.
 */
export interface FilterWords {
  readonly statuses?: Words;
  /** Addresses or networks (CIDR) of clients, as the report shows them. Any other text (`unix:`) must equal the client. */
  readonly clients?: Words;
  readonly excludedClients?: Words;
  /**
   * Text in the user agent or in its family, in upper or lower case. A regular expression stands between slashes; the flag `i`
   * ignores case. `-` is for lines without a user agent. A line without a user agent may count for the user agent of its
   * neighbours, as in the report.
   */
  readonly userAgents?: Words;
  readonly causes?: Words;
  readonly verdicts?: Words;
}

type Test<Value> = (value: Value) => boolean;

const STATUSES: Readonly<Record<string, HitStatus>> = { '400': 400, '499': 499 };
/** What logs have in the place of an address that is not known. */
const NO_ADDRESS: ReadonlySet<string> = new Set(['-', 'unknown', 'localhost']);
const CLIENT_FORMS = 'write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.';

/**
 * Compiles what the user typed into one test.
 * @param hasClientField true if --client-field names the variable of the client, which may then be any word
 * @throws UsageError for an invalid word
 */
export function compileFilter(words: FilterWords, hasClientField = false): (finding: Finding) => boolean {
  const statuses = listOf(words.statuses, readStatus);
  const clients = listOf(words.clients, (word) => word);
  const excludedClients = listOf(words.excludedClients, (word) => word);
  const causes = listOf(words.causes, (word) => readCause('--cause', word));
  const verdicts = listOf(words.verdicts, readVerdict);
  const tests: Test<Finding>[] = [];
  if (statuses) tests.push(({ entry }) => statuses.some((status) => status === entry.status));
  if (verdicts) tests.push(({ verdict }) => verdicts.includes(verdict));
  if (causes) tests.push(({ cause }) => causes.includes(cause));
  if (clients) {
    const isListed = compileClients('--client', clients, hasClientField);
    tests.push(({ entry }) => isListed(entry.client));
  }
  if (excludedClients) {
    const isListed = compileClients('--exclude-client', excludedClients, hasClientField);
    tests.push(({ entry }) => !isListed(entry.client));
  }
  if (words.userAgents?.length) {
    const anyAgent = words.userAgents.map(compileUserAgent);
    tests.push((finding) => anyAgent.some((isAgent) => isAgent(finding)));
  }
  return (finding) => tests.every((test) => test(finding));
}

// Undefined without words.
function listOf<Value>(words: Words, read: (word: string) => Value): Value[] | undefined {
  if (words === undefined || words.length === 0) return undefined;
  return words.flatMap((word) => word.split(',')).map((word) => read(word.trim()));
}

function readStatus(word: string): HitStatus {
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  if (status !== undefined) return status;
  throw new UsageError(`--status: logscan does not explain the status ${quoted(word)}; use 400 or 499.`);
}

function readVerdict(word: string): Verdict {
  const verdict = VERDICTS.find((one) => one === word.toLowerCase());
  if (verdict !== undefined) return verdict;
  throw new UsageError(`--verdict: ${unknownWord('verdict', word, VERDICTS, `use ${oneOf(VERDICTS)}.`)}`);
}

/**
 * Compiles addresses and networks into a test of a client.
 * @param flag begins the message of an error
 * @param hasClientField true if a client may be any word
 * @throws UsageError for a word that is no address and no network
 */
export function compileClients(flag: string, words: readonly string[], hasClientField: boolean): Test<string> {
  const literals = new Set<string>();
  // Two lists, because in one list ::/0 would also contain every IPv4 address.
  const networks = { 4: new BlockList(), 6: new BlockList() };
  for (const word of words) {
    const [, address = word, prefix] = /^(.*)\/(\d{1,3})$/.exec(word) ?? [];
    const family = word.includes('%') ? 0 : isIP(address);
    const bits = family === 4 ? 32 : 128;
    if (family === 0) literals.add(literalClient(flag, word, hasClientField));
    else if (Number(prefix ?? bits) > bits) {
      throw new UsageError(`${flag}: the prefix of ${quoted(word)} is too long; IPv${family} takes 0 to ${bits}.`);
    } else networks[family === 4 ? 4 : 6].addSubnet(address, Number(prefix ?? bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return (client) => {
    if (literals.has(client)) return true;
    const family = isIP(client);
    if (family === 4) return networks[4].check(client, 'ipv4');
    // ::ffff:192.0.2.1 is 192.0.2.1 on a socket that accepts both families.
    return family === 6 && (networks[6].check(client, 'ipv6') || networks[4].check(client, 'ipv6'));
  };
}

// Some logs name a client by a text that is not an address: unix:, 198.51.100.xxx. A text that only resembles an address would never
// match.
function literalClient(flag: string, word: string, hasClientField: boolean): string {
  if (word === '') throw new UsageError(`${flag}: the value is empty; ${CLIENT_FORMS}`);
  if (word.startsWith('unix:')) return word;
  const isNearlyAddress = /^[\d.]+$/.test(word) || /^[\da-f]*:[\da-f:.]*$/i.test(word);
  // Without a dot or a colon it is no address, not even a hidden one, and no host name.
  const isWord = !hasClientField && !/[.:]/.test(word) && !NO_ADDRESS.has(word);
  if (isNearlyAddress || isWord || /[\s/*]/.test(word) || /^[\d.]+-[\d.]+$/.test(word)) {
    throw new UsageError(`${flag}: ${quoted(word)} is not an address or a network; ${CLIENT_FORMS}`);
  }
  return word;
}

function compileUserAgent(word: string): Test<Finding> {
  if (word === '') throw new UsageError('--user-agent: the value is empty; use - to find lines without a user agent.');
  if (word === '-') return ({ entry }) => entry.http_user_agent === '-';
  const expression = readExpression(word);
  if (expression) {
    const matches = compileExpression('--user-agent', word, expression.source, expression.flags);
    return (finding) => matches(agentOf(finding));
  }
  const needles = needlesOf(word);
  return (finding) => {
    const agent = agentOf(finding);
    const texts = [agent.toLowerCase(), parseUserAgent(agent).family.toLowerCase()];
    return needles.some((needle) => texts.some((text) => text.includes(needle)));
  };
}

function agentOf({ entry, evidence }: Finding): string {
  const lent = evidence['neighbour_user_agent'];
  return entry.http_user_agent === '-' && typeof lent === 'string' ? lent : entry.http_user_agent;
}

// nginx writes a quote and every byte from 0x80 on as \xHH (ngx_http_log_escape). Other programs write the byte itself.
function needlesOf(word: string): string[] {
  const bytes = Buffer.from(word, 'utf8').toString('latin1');
  const escaped = bytes.replaceAll(/["\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  return [...new Set([bytes.toLowerCase(), escaped.toLowerCase()])];
}
