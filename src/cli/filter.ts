// Which findings are counted and printed: by status, client, user agent, cause and verdict. The lines of others are still read.
import { BlockList, isIP } from 'node:net';
import { CATALOGUE, type CauseId, type Verdict } from '../judge/catalogue.ts';
import { CAUSE_IDS } from '../judge/causes/index.ts';
import type { Finding } from '../judge/diagnose.ts';
import { UsageError } from './errors.ts';
import type { HitStatus } from '../formats/entry.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import { didYouMean, FAMILIES, similarWords, VERDICTS } from './vocabulary.ts';

/** A finding passes when it has one of the values of every list that is there. */
export interface HitFilter {
  readonly statuses?: readonly HitStatus[];
  /** Addresses or networks (CIDR) of the client as the report names it; anything else only literally (`unix:`). */
  readonly clients?: readonly string[];
  readonly excludedClients?: readonly string[];
  /**
   * Text in the user agent or in its family, in any case; a regular expression between slashes, with `i` for any case; `-`
   * for none. A line without one has the user agent of its neighbours where they lend it one, as in the report.
   */
  readonly userAgents?: readonly string[];
  readonly causes?: readonly CauseId[];
  readonly verdicts?: readonly Verdict[];
}

/** The same as the user typed it. One word may be a list with commas, but for user agents. */
export type FilterWords = { readonly [Key in keyof HitFilter]?: readonly string[] | undefined };

type Test<Value> = (value: Value) => boolean;

const STATUSES: Readonly<Record<string, HitStatus>> = { '400': 400, '499': 499 };
/** No user agent of a browser is longer; the time of a regular expression grows with it. */
const TESTED_CHARACTERS = 512;
const REMEMBERED_AGENTS = 4096;
const MOST_REPEATS = 2;
/** `{2,8}` costs like eight letters, `{0,400}` like `*`. */
const FEW_TIMES = 8;
// Of a regular expression: what is escaped, a class, the beginning of a group, its end, a choice, a repeat, anything else.
const TOKENS = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||(?:[*+?]|\{\d+(?:,\d*)?\})\??|[^]/g;

/**
 * Makes one test of what the user typed.
 * @throws UsageError for a word that makes no sense; it names the flag and what may have been meant
 */
export function compileFilter(words: FilterWords): (finding: Finding) => boolean {
  const { statuses, clients, excludedClients, userAgents, causes, verdicts } = readFilter(words);
  const tests: Test<Finding>[] = [];
  if (statuses) tests.push(({ entry }) => statuses.some((status) => status === entry.status));
  if (verdicts) tests.push(({ verdict }) => verdicts.includes(verdict));
  if (causes) tests.push(({ cause }) => causes.includes(cause));
  if (clients) {
    const isListed = compileClients('--client', clients);
    tests.push(({ entry }) => isListed(entry.client));
  }
  if (excludedClients) {
    const isListed = compileClients('--exclude-client', excludedClients);
    tests.push(({ entry }) => !isListed(entry.client));
  }
  if (userAgents) {
    const anyAgent = userAgents.map(compileUserAgent);
    tests.push((finding) => anyAgent.some((isAgent) => isAgent(finding)));
  }
  return (finding) => tests.every((test) => test(finding));
}

function readFilter(words: FilterWords): HitFilter {
  return {
    ...list('statuses', words.statuses, readStatus),
    ...list('clients', words.clients, (word) => word),
    ...list('excludedClients', words.excludedClients, (word) => word),
    ...(words.userAgents === undefined || words.userAgents.length === 0 ? {} : { userAgents: words.userAgents }),
    ...list('causes', words.causes, readCause),
    ...list('verdicts', words.verdicts, readVerdict),
  };
}

function list<Key extends string, Value>(
  key: Key,
  words: readonly string[] | undefined,
  read: (word: string) => Value,
): { [K in Key]?: Value[] } {
  if (words === undefined || words.length === 0) return {};
  const values = words.flatMap((word) => word.split(',')).map((word) => read(word.trim()));
  return { [key]: values } as { [K in Key]?: Value[] };
}

function readStatus(word: string): HitStatus {
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  if (status === undefined) throw new UsageError(`--status ${word}: logscan explains 400 and 499 only`);
  return status;
}

function readVerdict(word: string): Verdict {
  const verdict = VERDICTS.find((one) => one === word.toLowerCase());
  if (verdict !== undefined) return verdict;
  const hint = didYouMean(similarWords(word, VERDICTS), `use ${VERDICTS.join(', ')}`);
  throw new UsageError(`--verdict ${word}: no verdict is called so: ${hint}`);
}

function readCause(word: string): CauseId {
  const typed = word.toLowerCase();
  const cause = CAUSE_IDS.find((one) => one === typed);
  if (cause !== undefined) return cause;
  if (FAMILIES.some((one) => one === typed)) {
    const members = CAUSE_IDS.filter((id) => CATALOGUE[id].family === typed);
    throw new UsageError(`--cause ${word}: it is a family; name its causes: ${members.join(',')}`);
  }
  const hint = didYouMean(similarWords(word, CAUSE_IDS), 'logscan causes lists all');
  throw new UsageError(`--cause ${word}: no cause is called so: ${hint}`);
}

function compileClients(flag: string, words: readonly string[]): Test<string> {
  const literals = new Set<string>();
  // Two lists, for in one ::/0 would take in every IPv4 address too.
  const networks = { 4: new BlockList(), 6: new BlockList() };
  for (const word of words) {
    const [, address = word, prefix] = /^(.*)\/(\d{1,3})$/.exec(word) ?? [];
    const family = word.includes('%') ? 0 : isIP(address);
    const bits = family === 4 ? 32 : 128;
    if (family === 0) literals.add(literalClient(flag, word));
    else if (Number(prefix ?? bits) > bits) {
      throw new UsageError(`${flag} ${word}: the prefix of an IPv${family} network is 0 to ${bits}`);
    } else networks[family === 4 ? 4 : 6].addSubnet(address, Number(prefix ?? bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return (client) => {
    if (literals.has(client)) return true;
    const family = isIP(client);
    if (family === 4) return networks[4].check(client, 'ipv4');
    // ::ffff:192.0.2.1 is 192.0.2.1 on a socket that takes both.
    return family === 6 && (networks[6].check(client, 'ipv6') || networks[4].check(client, 'ipv6'));
  };
}

// What is no address may stand in a log all the same: unix:, 198.51.100.xxx. What only looks like one would never match.
function literalClient(flag: string, word: string): string {
  const say = (why: string): UsageError => new UsageError(`${flag} ${word === '' ? "''" : word}: ${why}`);
  const form = 'an address, or a network like 192.0.2.0/24 or 2001:db8::/32';
  if (word === '') throw say(`it is empty; give ${form}`);
  if (word.startsWith('unix:')) return word;
  const isNearlyAddress = /^[\d.]+$/.test(word) || /^[\da-f]*:[\da-f:.]*$/i.test(word);
  if (isNearlyAddress || /[\s/*]/.test(word) || /^[\d.]+-[\d.]+$/.test(word))
    throw say(`it is neither ${form.replace(', or', ' nor')}`);
  return word;
}

function compileUserAgent(word: string): Test<Finding> {
  if (word === '') throw new UsageError(`--user-agent '': it is empty; - finds lines without a user agent`);
  if (word === '-') return ({ entry }) => entry.http_user_agent === '-';
  const expression = /^\/(.+)\/([a-z]*)$/i.exec(word);
  if (expression) {
    const matches = compileExpression(word, expression[1] ?? '', expression[2] ?? '');
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

// nginx writes a quote and every byte from 0x80 as \xHH (ngx_http_log_escape); other programs write the byte.
function needlesOf(word: string): string[] {
  const bytes = Buffer.from(word, 'utf8').toString('latin1');
  const escaped = bytes.replaceAll(/["\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  return [...new Set([bytes.toLowerCase(), escaped.toLowerCase()])];
}

function compileExpression(word: string, source: string, flags: string): Test<string> {
  const say = (why: string): UsageError => new UsageError(`--user-agent ${word}: ${why}`);
  if (flags !== '' && flags !== 'i') throw say(`of flags behind a regular expression there is i only`);
  let expression: RegExp;
  try {
    expression = new RegExp(source, flags);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, '') : String(error);
    throw say(`it is no regular expression: ${why}`);
  }
  if (mayTakeForever(source)) {
    throw say(
      `it could take forever on a user agent made for it; use at most ${MOST_REPEATS} of * + {n,} and no ` +
        `repeat or | inside of a repeated group, or give --user-agent several times`,
    );
  }
  const remembered = new Map<string, boolean>();
  return (agent) => {
    const text = agent.slice(0, TESTED_CHARACTERS);
    let matches = remembered.get(text);
    if (matches === undefined) {
      matches = expression.test(text);
      if (remembered.size >= REMEMBERED_AGENTS) remembered.clear();
      remembered.set(text, matches);
    }
    return matches;
  };
}

// The text is the sender's, and cutting it to 512 characters is not enough: of one made for the expression two repeats take
// 0.2 s, three 17 s, a repeat of repeats or of choices more than a lifetime.
function mayTakeForever(source: string): boolean {
  // For each open group: does something in it repeat or choose?
  const groups = [false];
  const note = (): void => void (groups[groups.length - 1] = true);
  let repeats = 0;
  let isWildGroup = false;
  for (const [token] of source.matchAll(TOKENS)) {
    const isRepeat = /^(?:[*+?]|\{\d)/.test(token);
    if (isRepeat) {
      const most = /^\{(\d+)(,?)(\d*)/.exec(token);
      const times = most
        ? Number(most[3] || (most[2] === '' ? most[1] : Infinity))
        : token.startsWith('?')
          ? 1
          : Infinity;
      if (isWildGroup && times > 1) return true;
      if (times > FEW_TIMES) repeats++;
      note();
    } else if (token === '|') note();
    else if (token.startsWith('(')) groups.push(false);
    isWildGroup = token === ')' && groups.pop() === true;
    if (isWildGroup) note();
  }
  return repeats > MOST_REPEATS;
}
