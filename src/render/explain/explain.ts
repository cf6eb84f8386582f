// A cause explained to a person: the text of `logscan explain`, of `logscan causes`, and of docs/causes.md.
//
// An engineer reads what to change first, and how logscan knows only when in doubt.
import { isRecommended, textOfFields } from '../../formats/recommended-fields.ts';
import { CATALOGUE, CAUSE_IDS, CONFIDENCES, type CauseId, type Facts, type Family } from '../../judge/catalogue.ts';
import type { Cause, ConfigBlock } from '../../judge/causes/cause.ts';
import { causeOf } from '../../judge/causes/index.ts';
import { CLIENT_SENTENCES, DEPEND_ON_CLIENT } from '../../judge/clients/verdict.ts';
import { probabilityOf, wordFor } from '../../judge/confidence.ts';
import { blockLines } from '../../report/fixes/directive-line.ts';
import { wrap } from '../flow.ts';
import { EXAMPLES } from './examples.ts';

const SEE_CLIENT = 'it also depends on the client; see [Who the client is](#who-the-client-is)';

/** Begins the list of what would settle a doubt. */
const ONE_OF = 'One of these:';

/** Columns of a line in docs/causes.md, where lines have no fixed width. */
const MARKDOWN_WIDTH = 120;

const PARAGRAPH = { first: '  ' };
const ITEM = { first: '  - ', next: '    ' };
/** The lines of a block and commands are indented by this, and are never broken: they are made to be copied. */
const VERBATIM = '    ';
const NOTE = { first: `${VERBATIM}# ` };
const SHOWN = { first: `${VERBATIM}  # ` };

/** One cause as plain text, wrapped to a width in columns. */
export function explainCause(id: CauseId, width: number): string {
  const cause = causeOf(id);
  const section = (name: string, text = '', ...items: readonly string[]): string =>
    `${[name, ...wrap(text, width, PARAGRAPH), ...items.flatMap((item) => wrap(item, width, ITEM))].join('\n')}\n`;
  return [
    `${id}: ${cause.title}\n`,
    section('What it means', cause.why),
    [section('What to change', cause.advice({})), ...blocksOf(cause, width), ...checksOf(cause, width)].join('\n'),
    section('Who should act', `${cause.who} ${usually(cause)}`, ...whoElseActs(cause)),
    `${section('How logscan knows', cause.needs)}${casesOf(cause)
      .flatMap(({ head, items }) => [
        '',
        ...wrap(head, width, PARAGRAPH),
        ...items.flatMap((one) => wrap(one, width, ITEM)),
      ])
      .join('\n')}\n`,
    ...(DEPEND_ON_CLIENT.has(id) ? [section('Who the client is', ...CLIENT_SENTENCES)] : []),
    section('What would settle a doubt', ...settling(cause)),
    section('nginx versions', cause.since),
    `See\n${cause.see.map((url) => `  ${url}`).join('\n')}\n`,
    `Example\n  ${EXAMPLES[id]}\n`,
  ].join('\n');
}

/** All causes by family, one a line. */
export function listCauses(): string {
  const width = Math.max(...CAUSE_IDS.map((id) => id.length));
  return families()
    .map(([family, ids]) => `${family}\n${ids.map((id) => `  ${id.padEnd(width)}  ${causeOf(id).title}`).join('\n')}\n`)
    .join('\n');
}

/** All causes as Markdown. */
export function causesMarkdown(): string {
  const opening = [
    '# Causes',
    '',
    'The causes that logscan names for a 400 or 499. `npm run docs` makes this page from the same text that',
    '`logscan explain CAUSE` prints. Ids are a public contract: they are never renamed.',
    '',
    '## Who the client is',
    '',
    ...CLIENT_SENTENCES.flatMap((sentence) => [escapeMarkdown(sentence), '']),
  ];
  const body = families().flatMap(([family, ids]) => [
    `## ${family}`,
    '',
    ...ids.flatMap((id) => {
      const cause = causeOf(id);
      return [
        `### \`${id}\``,
        '',
        `**${cause.title}** · verdict ${CATALOGUE[id].verdict}`,
        '',
        escapeMarkdown(cause.why),
        '',
        `- **What to change:** ${escapeMarkdown(cause.advice({}))}`,
        ...blocksOf(cause, MARKDOWN_WIDTH).flatMap((text) => ['', '  ```nginx', indented(text), '  ```', '']),
        ...cause.checks.flatMap(({ command, shows }) => [
          `- **To check it:** ${escapeMarkdown(shows)}`,
          '',
          '  ```sh',
          `  ${command}`,
          '  ```',
          '',
        ]),
        `- **Who should act:** ${escapeMarkdown(cause.who)}`,
        ...whoElseActs(cause).map((says) => `- **Who should act:** ${escapeMarkdown(says)}`),
        ...(DEPEND_ON_CLIENT.has(id) ? [`- **Who should act:** ${SEE_CLIENT}`] : []),
        `- **How logscan knows:** ${escapeMarkdown(cause.needs)}`,
        ...casesOf(cause).flatMap(({ head, items }) => [
          `  - ${escapeMarkdown(head)}`,
          ...items.map((one) => `    - ${escapeMarkdown(one)}`),
        ]),
        ...settling(cause).map(
          (says, i) => `${i === 0 ? '- **What would settle a doubt:**' : '  -'} ${escapeMarkdown(says)}`,
        ),
        `- **nginx versions:** ${escapeMarkdown(cause.since)}`,
        ...cause.see.map((url) => `- <${url}>`),
        '',
        '```',
        EXAMPLES[id],
        '```',
        '',
      ];
    }),
  ]);
  return [...opening, ...body].join('\n');
}

/** What would settle a doubt: variables of log_format, by the names under which logscan reads them, then everything else. */
export function settling({
  settledByFields,
  settledBy,
}: Pick<Cause, 'settledByFields' | 'settledBy'>): readonly string[] {
  const fields = Object.entries(settledByFields).map(([variable, shows]) => {
    const text = isRecommended(variable) ? textOfFields([variable]) : `$${variable}`;
    return `${text} in log_format: ${shows}.`;
  });
  const all = settledBy === undefined ? fields : [...fields, settledBy];
  return all.length > 1 ? [ONE_OF, ...all] : all;
}

/**
 * The blocks with their notes; the text of each ends with a line end.
 * @param facts the facts of a finding; empty for the general case
 */
export function blocksOf(cause: Cause, width: number, facts: Facts = {}): readonly string[] {
  const textOf = (block: ConfigBlock): string => {
    const note = block.note === undefined ? [] : wrap(block.note, width, NOTE);
    return [...note, ...blockLines(block).map((line) => VERBATIM + line), ''].join('\n');
  };
  return (cause.blocks?.(facts) ?? []).map(textOf);
}

/** Commands that check a change; empty if there are none. */
export function checksOf({ checks }: Cause, width: number): readonly string[] {
  if (checks.length === 0) return [];
  const lines = checks.flatMap(({ command, shows }) => [VERBATIM + command, ...wrap(shows, width, SHOWN)]);
  return [['  To check it:', ...lines, ''].join('\n')];
}

// The cases, surest first: those of one word are a list, unless it is a single one.
function casesOf(cause: Cause): { readonly head: string; readonly items: readonly string[] }[] {
  const cases = Object.entries(cause.cases).map(([id, { when }]) => ({
    word: wordFor(probabilityOf(cause, id)),
    says: `${when} (${id})`,
  }));
  return CONFIDENCES.flatMap((word) => {
    const own = cases.filter((one) => one.word === word).map(({ says }) => says);
    const [only] = own;
    if (only === undefined) return [];
    return own.length === 1
      ? [{ head: `The cause is ${word} if ${only}.`, items: [] }]
      : [{ head: `The cause is ${word} if one of these holds:`, items: own }];
  });
}

function usually({ id }: Cause): string {
  const { family, verdict } = CATALOGUE[id];
  const dependence = DEPEND_ON_CLIENT.has(id) ? ', and depends on the client' : '';
  return `The verdict is ${verdict}${dependence}. The family is ${family}.`;
}

// The verdicts of particular cases and of exceptions.
function whoElseActs(cause: Cause): string[] {
  const cases = Object.entries(cause.cases).flatMap(([id, one]) =>
    one.verdict === undefined ? [] : [`The verdict is ${one.verdict} in the case ${id}.`],
  );
  const exceptions = Object.entries(cause.exceptions ?? {}).map(
    ([verdict, when]) => `The verdict is ${verdict} if ${when}.`,
  );
  return [...cases, ...exceptions];
}

function families(): [Family, CauseId[]][] {
  const byFamily = new Map<Family, CauseId[]>();
  for (const id of CAUSE_IDS) byFamily.set(CATALOGUE[id].family, [...(byFamily.get(CATALOGUE[id].family) ?? []), id]);
  return [...byFamily];
}

// The text of a block in a list of Markdown.
function indented(text: string): string {
  return text.trimEnd().replaceAll(/^ {4}/gm, '  ');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&');
}
