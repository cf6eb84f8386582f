// The sentences about the directives of a configuration that the report quotes.
import { SETTING_RULES, type SettingName } from '../../formats/nginx-conf/settings.ts';
import type { CauseId } from '../../judge/catalogue.ts';
import type { ConfiguredSetting, ConfiguredValue } from '../shape/quoted.ts';

/** What is quoted of a directive: all of it, or only what has to do with status 400. */
const LABELS: Readonly<Partial<Record<SettingName, string>>> = {
  return: 'return 400',
  error_page: 'error_page for 400 or 494 to 497',
};

/** A text with a sentence about the quoted directives after it. The sentence may hold any bytes of the configuration (latin1). */
export function withQuote(text: string, settings: readonly ConfiguredSetting[] = []): string {
  return settings.length === 0 ? text : `${text} ${quoteSentence(settings)}`;
}

/** The text before the sentence of {@link withQuote}. */
export function withoutQuote(text: string, settings: readonly ConfiguredSetting[] = []): string {
  const sentence = quoteSentence(settings);
  return settings.length > 0 && text.endsWith(` ${sentence}`) ? text.slice(0, -sentence.length - 1) : text;
}

/** `large_client_header_buffers is 4 8k here (nginx.conf:31).` */
export function quoteSentence(settings: readonly ConfiguredSetting[]): string {
  return `${settings.map(clauseOf).join('; ')}.`;
}

/** Causes whose advice is a longer time limit of the client. */
const LONGER_LIMITS: ReadonlySet<CauseId> = new Set(['client-timeout', 'balancer-timeout', 'monitor-timeout']);

/** The advice of a cause, with what a longer time limit of the client also needs: nginx itself waits for the upstream only so long. */
export function withLimit(advice: string, cause: CauseId, settings: readonly ConfiguredSetting[]): string {
  if (!LONGER_LIMITS.has(cause)) return advice;
  const limits = settings.flatMap(({ directive, values, more }) =>
    directive.endsWith('_read_timeout') && values.length === 1 && more === 0
      ? [{ directive, value: values[0]!.value }]
      : [],
  );
  const [limit] = limits;
  if (limit === undefined || limits.length > 1) return advice;
  return `${advice} After ${limit.value} nginx itself answers 504, so a longer wait needs a longer ${limit.directive} here, too.`;
}

/** Whether nginx's default is meant, and no directive of the configuration. */
export function isDefault({ file }: ConfiguredValue): boolean {
  return file === null;
}

function clauseOf({ directive, values, more, is_complete }: ConfiguredSetting): string {
  const label = LABELS[directive] ?? directive;
  const where = is_complete ? 'here' : 'in the files that could be read';
  const own = values.filter((one) => !isDefault(one));
  const byDefault = values.find(isDefault)?.value;
  if (own.length === 0) {
    return `${label} is not set ${where}${byDefault === undefined ? '' : `, so nginx's default holds (${byDefault})`}`;
  }
  const shown = own.map(({ value, file, line }) => `${value} (${file}:${line})`);
  if (more > 0) shown.push(`${more} more`);
  if (SETTING_RULES[directive].isList || directive === 'return') {
    const otherwise = byDefault === undefined ? '' : `, or elsewhere nginx's default holds (${byDefault})`;
    return `${directive} is set here to ${inWords(shown, 'and')}${otherwise}`;
  }
  if (byDefault !== undefined) shown.push(`nginx's default ${byDefault}`);
  const [only] = own;
  if (shown.length > 1 || only === undefined) return `${label} is ${inWords(shown, 'or')}, depending on the block`;
  return `${label} is ${only.value} here (${only.file}:${only.line})`;
}

function inWords(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
