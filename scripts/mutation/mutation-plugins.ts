// Plugins for Stryker: one leaves out prose, the other takes a sample of the mutants.
import type { Checker, CheckResult } from '@stryker-mutator/api/check';
import { CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant } from '@stryker-mutator/api/core';
import type { NodePath } from '@stryker-mutator/api/ignore';
import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { sampleOf } from './seeded-sample.ts';

/** Text properties of causes and cases. Other tests check the texts, and no rule depends on them. */
const PROSE =
  /^(?:title|why|needs|when|exceptions|advice|headline|settledBy|since|see|how|summary|message|because|reason)$/;
/** A literal of four words or more is a sentence, wherever it is. */
const SENTENCE = /\S(?:\s+\S+){3}/;

interface Node {
  readonly type: string;
  readonly key?: { readonly name?: string; readonly value?: unknown };
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
}

function proseOf(path: NodePath): string | undefined {
  const { node } = path as { node: Node };
  switch (node.type) {
    case 'ObjectProperty':
    case 'ObjectMethod':
      return PROSE.test(String(node.key?.name ?? node.key?.value)) ? 'the text of a cause' : undefined;
    case 'StringLiteral':
      return SENTENCE.test(String(node.value)) ? 'a sentence' : undefined;
    case 'TemplateLiteral':
      return SENTENCE.test(node.quasis?.map(({ value }) => value.raw).join('1') ?? '') ? 'a sentence' : undefined;
    default:
      return undefined;
  }
}

/** Lets through LOGSCAN_MOST_MUTANTS mutants, the same ones each time; all mutants if the variable is not set. */
class SampleChecker implements Checker {
  async init(): Promise<void> {}

  // One group, because the sample is drawn from all mutants.
  async group(mutants: Mutant[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const most = Number(process.env['LOGSCAN_MOST_MUTANTS'] ?? mutants.length);
    const taken = new Set(sampleOf(mutants, most, nameOf));
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        taken.has(mutant)
          ? { status: CheckStatus.Passed }
          : { status: CheckStatus.CompileError, reason: 'not in the sample' },
      ]),
    );
  }
}

function nameOf({ fileName, location: { start, end }, replacement }: Mutant): string {
  const name = fileName.replace(/^.*\/src\//, '');
  return `${name}:${start.line}:${start.column}-${end.line}:${end.column} ${replacement}`;
}

/** The plugins; Stryker loads this name. */
export const strykerPlugins: readonly unknown[] = [
  declareValuePlugin(PluginKind.Ignore, 'prose', { shouldIgnore: proseOf }),
  declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker),
];
