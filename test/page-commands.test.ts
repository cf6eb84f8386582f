// Every shell command in the README and in docs/ runs, and does what its page says it does.
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { removeFolder } from './built-copy.ts';
import { blocks, groups, textOf, USER_PAGES } from './pages.ts';
import { makeSandbox, runBlock } from './shell-sandbox.ts';

/** Two commands that others run: .ci/run runs them, in a clean clone. */
const PROMISED = new Set(['npm ci && npm test\n']);

const commands = USER_PAGES.flatMap((page) =>
  blocks(textOf(page), 'sh')
    .filter((block) => !PROMISED.has(block))
    .map((block) => [page, block.trim(), block] as const),
);
const hasShell = spawnSync('bash', ['-c', 'command -v jq timeout']).status === 0;

describe.skipIf(!hasShell)('commands', () => {
  const root = makeSandbox();
  afterAll(() => removeFolder(root));

  test('the pages have commands', () => {
    expect(commands.filter(([page]) => page === 'README.md').length).toBeGreaterThan(8);
    expect(commands.length).toBeGreaterThan(15);
  });

  test.each(commands)(
    '%s: %s',
    (_page, _text, block) => {
      const { status, stdout, stderr, codes } = runBlock(root, block);
      const said = stderr.match(/^logscan: (?!--fail-on condition holds).*$/gm) ?? [];
      expect({ status, said }).toEqual({ status: 0, said: [] });
      expect(codes).toHaveLength(
        groups(block, /(?:^|\| )(logscan) /gm).length + groups(block, /(\| logscan$)/gm).length,
      );
      if (/^(?!.*(?: -o | --quiet | npm )).*logscan/m.test(block)) expect(stdout).not.toBe('');
    },
    60_000,
  );
});
