// The text of `logscan explain CAUSE`.
import { describe, expect, test } from 'vitest';
import { CAUSE_IDS } from '../../../src/judge/catalogue.ts';
import { DEPEND_ON_CLIENT } from '../../../src/judge/clients/verdict.ts';
import { causeOf } from '../../../src/judge/causes/index.ts';
import { causesMarkdown, explainCause } from '../../../src/render/explain/explain.ts';
import { textWidth } from '../../../src/render/text-width.ts';

const COLUMNS = 80;

function sectionsOf(text: string): string[] {
  return text.match(/^[A-Za-z].*(?=\n {2}\S)/gm) ?? [];
}

test.each(CAUSE_IDS)('%s says what to change second, and how logscan knows it after who should act', (id) => {
  expect(sectionsOf(explainCause(id, COLUMNS))).toEqual([
    'What it means',
    'What to change',
    'Who should act',
    'How logscan knows',
    ...(DEPEND_ON_CLIENT.has(id) ? ['Who the client is'] : []),
    'What would settle a doubt',
    'nginx versions',
    'See',
    'Example',
  ]);
});

describe.each([40, COLUMNS])('at %i columns', (width) => {
  test.each(CAUSE_IDS)('%s keeps lines to paste and commands whole, and wraps everything else', (id) => {
    const lines = explainCause(id, width).split('\n');
    const cause = causeOf(id);
    const directives = (cause.blocks?.({}) ?? []).flatMap((block) =>
      block.directives.flatMap((text) => text.split('\n')),
    );
    const verbatim = [...directives, ...cause.checks.map(({ command }) => command)];
    for (const text of verbatim) expect(lines.filter((line) => line.trimStart() === text.trimStart())).not.toEqual([]);
    const long = lines.filter((line) => textWidth(line) > width);
    const example = new Set(lines.slice(lines.indexOf('Example') + 1));
    const isAllowed = (line: string): boolean =>
      example.has(line) || /^ {2}https:/.test(line) || line.startsWith(`${id}: `) || line.startsWith('    ');
    expect(long.filter((line) => !isAllowed(line))).toEqual([]);
  });
});

test('at 80 columns each command fits its line', () => {
  for (const { checks } of CAUSE_IDS.map(causeOf))
    for (const { command } of checks) expect(`    ${command}`.length).toBeLessThanOrEqual(COLUMNS);
});

test('cases are sentences, by how sure they are', () => {
  const one = explainCause('bot-gave-up', 200);
  expect(one).toMatch(/\n {2}The cause is \w+ if the user agent is that of a crawler \(crawler-agent\)\.\n/);
  const several = explainCause('client-timeout', 2000);
  expect(several).toMatch(/\n {2}The cause is \w+ if one of these holds:\n {2}- .*\(program\)\n/);
});

test('an exception is a sentence with its verdict', () => {
  expect(explainCause('plain-http-to-tls-port', 200)).toContain(
    '  - The verdict is hostile if the status is 400, and ',
  );
});

test('the page of causes has the blocks and commands, too', () => {
  const page = causesMarkdown();
  expect(page).toContain('  ```nginx\n  http {\n      large_client_header_buffers 4 16k;\n  }\n  ```');
  expect(page).toContain("  ```sh\n  nginx -T 2>/dev/null | grep -nE 'large_client_header_buffers'\n  ```");
});
