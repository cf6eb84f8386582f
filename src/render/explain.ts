// A cause explained to a person: the text of `logscan explain`, of `logscan causes`, and of docs/causes.md.
import { CATALOGUE, CAUSE_IDS, CONFIDENCES, type CauseId, type Family, type Verdict } from '../judge/catalogue.ts';
import { CLIENT_SENTENCES, HANG_ON_CLIENT } from '../judge/clients/verdict.ts';
import { confidenceOf } from '../judge/confidence.ts';
import type { Cause } from '../judge/causes/cause.ts';
import { causeOf } from '../judge/causes/index.ts';
import { WHO_ACTS } from '../report/words.ts';
import { EXAMPLES } from './examples.ts';
import { wrap } from './flow.ts';

const HANGS_HERE = 'it also depends on the client; see [Who the client is](#who-the-client-is)';

const PARAGRAPH = { first: '  ' };
const ITEM = { first: '  - ', next: '    ' };

/** One cause as plain text, wrapped to a width in columns. */
export function explainCause(id: CauseId, width: number): string {
  const cause = causeOf(id);
  const section = (name: string, text: string, ...items: readonly string[]): string =>
    `${[name, ...wrap(text, width, PARAGRAPH), ...items.flatMap((item) => wrap(item, width, ITEM))].join('\n')}\n`;
  return [
    `${id}: ${cause.title}\n`,
    section('What it means', cause.why),
    section('How logscan knows', cause.needs, ...casesOf(cause).map(({ id: caseId, says }) => `${says} (${caseId})`)),
    section('Who should act', whoActs(cause), ...whoElseActs(cause), ...whoIsTheClient(id)),
    section('What to change', cause.advice({})),
    section('What would settle a doubt', cause.settledBy),
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
  const head = [
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
        `**${cause.title}** · who should act: ${WHO_ACTS[CATALOGUE[id].verdict]}`,
        '',
        escapeMarkdown(cause.why),
        '',
        `- **How logscan knows:** ${escapeMarkdown(cause.needs)}`,
        ...casesOf(cause).map(({ id: caseId, says }) => `  - \`${caseId}\`: ${escapeMarkdown(says)}`),
        ...whoElseActs(cause).map((says) => `- **Who should act:** ${escapeMarkdown(says)}`),
        ...(HANG_ON_CLIENT.has(id) ? [`- **Who should act:** ${HANGS_HERE}`] : []),
        `- **What to change:** ${escapeMarkdown(cause.advice({}))}`,
        `- **What would settle a doubt:** ${escapeMarkdown(cause.settledBy)}`,
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
  return [...head, ...body].join('\n');
}

// The cases as "likely when …", highest confidence first.
function casesOf(cause: Cause): { readonly id: string; readonly says: string }[] {
  return Object.entries(cause.cases)
    .map(([id, { when }]) => ({ id, confidence: confidenceOf(cause, id), when }))
    .sort((a, b) => CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence))
    .map(({ id, confidence, when }) => ({ id, says: `${confidence} when ${when}` }));
}

function whoActs(cause: Cause): string {
  const { family, verdict } = CATALOGUE[cause.id];
  return `${WHO_ACTS[verdict]} (family ${family})`;
}

// Who should act in particular cases and in exceptions.
function whoElseActs(cause: Cause): string[] {
  const cases = Object.entries(cause.cases).flatMap(([id, one]) =>
    one.verdict === undefined ? [] : [`${WHO_ACTS[one.verdict]}, in the case ${id}`],
  );
  const exceptions = (Object.entries(cause.exceptions ?? {}) as [Verdict, string][]).map(
    ([verdict, when]) => `${WHO_ACTS[verdict]}, when ${when}`,
  );
  return [...cases, ...exceptions];
}

// How the verdict depends on the client.
function whoIsTheClient(id: CauseId): readonly string[] {
  return HANG_ON_CLIENT.has(id) ? CLIENT_SENTENCES : [];
}

function families(): [Family, CauseId[]][] {
  const byFamily = new Map<Family, CauseId[]>();
  for (const id of CAUSE_IDS) byFamily.set(CATALOGUE[id].family, [...(byFamily.get(CATALOGUE[id].family) ?? []), id]);
  return [...byFamily];
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&');
}
