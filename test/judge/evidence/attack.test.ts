// Which hits are attacks: by their text, or because their client only probes.
import { expect, test } from 'vitest';
import { carriesAttack, isAttack } from '../../../src/judge/evidence/attack.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

pair('attack', 'CHARACTERS_READ', {
  inside: () => expect(carriesAttack(`${'x'.repeat(4096 - 2)}$(`)).toBe(true),
  outside: () => expect(carriesAttack(`${'x'.repeat(4096 - 1)}$(`)).toBe(false),
});

test('bytes that are no text carry no attack, whatever letters are among them', () => {
  expect(carriesAttack('\\x16\\x03\\x01`$(')).toBe(false);
  expect(carriesAttack('GET /`id` HTTP/1.1')).toBe(true);
});

test('PHP among uploads is a web shell', () => {
  expect(carriesAttack('GET /wp-content/uploads/2024/05/x.php HTTP/1.1')).toBe(true);
  expect(carriesAttack('GET /wp-content/uploads/2024/05/x.phpx HTTP/1.1')).toBe(false);
  expect(carriesAttack('GET /wp-content/uploads/2024/05/php.jpg HTTP/1.1')).toBe(false);
});

test.for([
  ['only probes near by', '-', [{ status: 404 }, { status: 400, http_user_agent: '-' }], true],
  ['a served page near by', '-', [{ status: 404 }, { status: 200 }], false],
  ['no line near by', '-', [], false],
  ['a user agent', 'curl/8.5.0', [{ status: 404 }], false],
] as [string, string, Line[], boolean][])('a hit with %s', ([, http_user_agent, near, expected]) => {
  expect(isAttack(new HitView(hitOf({ status: 400, http_user_agent }, near), tablesOf()))).toBe(expected);
});
