// The judge of one run: what it keeps of a hit, and when.
import { expect, test } from 'vitest';
import { Judge } from '../../src/judge/judge.ts';
import { FIREFOX, hitOf, observed } from './literal.ts';

const PERSON = { http_user_agent: FIREFOX, http_referer: 'https://www.example.com/' };
const REFUSED = { ...PERSON, request: 'POST /form HTTP/1.1', status: 400, body_bytes_sent: 61 };
// A page that followed a link, and attack text: each is kept with the client.
const NEAR = [
  { ...PERSON, request: 'GET /page HTTP/1.1', status: 200 },
  { ...PERSON, request: 'GET /.env HTTP/1.1', status: 404 },
];

const HIT = hitOf(REFUSED, NEAR);

function judgeOfHit(): Judge {
  const judge = new Judge(() => {});
  judge.observe({ ...observed(REFUSED), position: HIT.position });
  return judge;
}

test('a provisional finding keeps nothing: it depends on when somebody looks', () => {
  const judge = judgeOfHit();
  const before = structuredClone(judge.save());
  judge.preview(HIT);
  expect(judge.save()).toEqual(before);
});

test('a hit that closes leaves what its neighbours show of its client', () => {
  const judge = judgeOfHit();
  const before = structuredClone(judge.save().tables.clients);
  judge.close(HIT);
  expect(judge.save().tables.clients).not.toEqual(before);
});
