// The parts of `npm run test:advice` that need no nginx: which causes it tries, and how a block gets into a configuration.
import { expect, test } from 'vitest';
import { ABORTED_TRIALS } from '../scripts/advice-lab/aborts.ts';
import { canRun, printedBy } from '../scripts/advice-lab/commands.ts';
import { confOf, type Places, withBlock } from '../scripts/advice-lab/conf.ts';
import { REFUSED_TRIALS } from '../scripts/advice-lab/refused.ts';
import { TLS_TRIALS } from '../scripts/advice-lab/tls-trials.ts';
import { blockOf } from '../scripts/advice-lab/trial.ts';
import { CATALOGUE, CAUSE_IDS } from '../src/judge/catalogue.ts';
import { causeOf } from '../src/judge/causes/index.ts';
import { VERDICT_OF_OWN } from '../src/judge/clients/verdict.ts';

const PLACES: Places = {
  http: ['access_log a;'],
  server: ['listen 1;', 'location /a { return 200; }'],
  location: ['proxy_pass http://a;'],
  front: [],
};

test('each cause that somebody may have to fix is tried', () => {
  const tried = new Set([...REFUSED_TRIALS, ...TLS_TRIALS, ...ABORTED_TRIALS].map(({ cause }) => cause));
  const toFix = CAUSE_IDS.filter((id) => {
    const { cases, exceptions } = causeOf(id);
    return (
      CATALOGUE[id].verdict === 'fix' ||
      exceptions?.fix !== undefined ||
      VERDICT_OF_OWN[id] === 'fix' ||
      Object.values(cases).some(({ verdict }) => verdict === 'fix')
    );
  });
  expect(toFix).toContain('tls-to-plain-port');
  expect(toFix.filter((id) => !tried.has(id))).toEqual([]);
});

test('a block takes the place of directives with its names, and stands beside other locations', () => {
  const block = { context: 'server', directives: ['listen 2;', 'location /b { return 204; }'] } as const;
  expect(withBlock(PLACES, block, false)).toEqual({
    ...PLACES,
    server: ['location /a { return 200; }', 'listen 2;', 'location /b { return 204; }'],
  });
  expect(withBlock(PLACES, { context: 'location', directives: ['proxy_read_timeout 2s;'] }, true)).toEqual({
    ...PLACES,
    front: ['proxy_read_timeout 2s;'],
  });
});

test('the configuration has each place once, and the nginx in front only if it has directives', () => {
  const frame = { folder: '/lab', front: '127.0.0.1:3', control: '127.0.0.1:4', generation: 7 };
  const alone = confOf(PLACES, frame);
  expect(alone).toContain('return 200 7;');
  expect(alone).toMatch(/server \{\nlisten 1;[^]*\nlocation \/ \{\nproxy_pass http:\/\/a;\n\}/);
  expect(alone).not.toContain('127.0.0.1:3');
  expect(confOf({ ...PLACES, front: ['proxy_pass http://b;'] }, frame)).toContain('listen 127.0.0.1:3;');
});

test('a block that an advice does not have is an error', () => {
  expect(blockOf('half-close').directives).toEqual(['proxy_ignore_client_abort on;']);
  expect(() => blockOf('half-close', 5)).toThrow('half-close has no block 5');
});

test('a command says what it printed, and is not run where its program is missing', async () => {
  expect(await printedBy('sh', ['-c', 'echo a; echo b >&2; exit 3'])).toEqual({ status: 3, printed: 'a\nb\n' });
  expect(await printedBy('/nonexistent', [])).toMatchObject({ status: null });
  expect(await canRun('true')).toBe(true);
});
