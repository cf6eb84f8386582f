// Reads the fixtures of causes: logs whose comments say what is expected of the line below them.
import { readFileSync } from 'node:fs';
import type { Configuration } from '../../src/formats/nginx-conf/configuration.ts';
import { readConf } from '../../src/formats/nginx-conf/includes.ts';
import type { Facts } from '../../src/judge/catalogue.ts';
import { ConfiguredLogs } from '../../src/sources/configured-logs.ts';

/** What the comments above a line of a fixture say. */
export interface Expectation {
  readonly cause: string;
  readonly facts: Facts;
  readonly isNearMiss: boolean;
  readonly isHostile: boolean;
  readonly isTodo: boolean;
}

/** A line of a fixture that is not a comment. */
export interface FixtureLine {
  readonly text: string;
  /** 1-based line number in the file. */
  readonly number: number;
  readonly expectation: Expectation | undefined;
}

/** The lines of a log (read as latin1), without its comments if it has any. */
export function fixtureLines(path: string): FixtureLine[] {
  const lines: FixtureLine[] = [];
  let comments: string[] = [];
  for (const [index, text] of readFileSync(path, 'latin1').trimEnd().split('\n').entries()) {
    if (text.startsWith('#')) {
      comments.push(text);
    } else {
      lines.push({ text, number: index + 1, expectation: readExpectation(comments) });
      comments = [];
    }
  }
  return lines;
}

/** The configuration that wrote a log, from the comment `# conf: …`; undefined if it has none. */
export function fixtureConfiguration(path: string): Configuration | undefined {
  const [, text] = /^# conf: (.*)$/m.exec(readFileSync(path, 'latin1')) ?? [];
  if (text === undefined) return undefined;
  return new ConfiguredLogs(
    readConf('nginx.conf', text, { read: () => '', matches: () => ({ names: [], problems: [] }) }),
  );
}

/** The text of a log with these lines. */
export function textOf(lines: readonly FixtureLine[]): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}

// Reads the comment lines that stand together above a log line; the last of them must be the expectation.
function readExpectation(comments: readonly string[]): Expectation | undefined {
  const [, cause, facts] = /^# expect: (\S+)(?: (\{.*\}))?$/.exec(comments.at(-1) ?? '') ?? [];
  if (cause === undefined) return undefined;
  const says = (mark: string): boolean => comments.some((comment) => comment.startsWith(`# ${mark}: `));
  return {
    cause,
    facts: JSON.parse(facts ?? '{}') as Facts,
    isNearMiss: says('near miss'),
    isHostile: says('hostile'),
    isTodo: says('todo'),
  };
}
