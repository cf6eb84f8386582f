// The judge of one run: what it remembers of a hit, and when.
import { expect, test } from 'vitest';
import { Judge } from '../../src/judge/judge.ts';
import { FIREFOX, hitOf, observed } from './literal.ts';

const PERSON = { http_user_agent: FIREFOX, http_referer: 'https://www.example.com/' };
const REFUSED = { ...PERSON, request: 'POST /form HTTP/1.1', status: 400, body_bytes_sent: 61 };
// The table of clients remembers both: a page that a client reached by a link, and attack text.
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

test('a provisional finding changes no table, because it depends on a clock', () => {
  const judge = judgeOfHit();
  const before = structuredClone(judge.save());
  judge.preview(HIT);
  expect(judge.save()).toEqual(before);
});

test('when a hit closes, the table of clients learns what its neighbours show', () => {
  const judge = judgeOfHit();
  const before = structuredClone(judge.save().tables.clients);
  judge.close(HIT);
  expect(judge.save().tables.clients).not.toEqual(before);
});
