// Trials of causes in which the client leaves before its answer, so that nginx writes 499.
import { causeOf } from '../../src/judge/causes/index.ts';
import { ask, BROWSER, PROGRAM } from './ask.ts';
import { must } from './must.ts';
import type { Site } from './site.ts';
import { blockOf, expectStatus, type Trial } from './trial.ts';

const ABORTED = /" 499 /;
const SERVER = ['listen @PLAIN;', 'listen @TLS ssl;'];
const PLAN = { server: SERVER };
/** Seconds until a slow page is answered, and until an impatient client leaves. */
const SLOW = 1.6;
const LIMIT = 1;
/** Answers of the application in pieces: the header at once, the end after about two seconds. */
const DRIPPED = { wait: 0, bytes: 400, drip: 0.25 } as const;

/** The trials. */
export const ABORTED_TRIALS: readonly Trial[] = [
  {
    cause: 'half-close',
    plan: PLAN,
    async run(site) {
      const asked = { halfCloses: true, orders: { wait: 0.3 } };
      expectStatus(await ask(site, asked), 0, 'a half-closed connection');
      await site.explains(this.cause, ABORTED);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, asked), 200, 'a half-closed connection');
      await site.check(this.cause);
      return `${blockOf(this.cause).directives[0]} answers a client that has closed its sending side`;
    },
  },
  {
    cause: 'fire-and-forget',
    plan: PLAN,
    async run(site) {
      const beacon = { method: 'POST', path: '/beacon', body: ['x'], agent: BROWSER, leavesAfter: 0.05 };
      const orders = { wait: 0.3, status: 204 };
      await ask(site, { ...beacon, orders });
      await site.explains(this.cause, ABORTED);
      await site.apply([blockOf(this.cause)]);
      await ask(site, { ...beacon, orders });
      await site.line(/" 204 /);
      return 'proxy_ignore_client_abort on lets the backend finish, and the line shows its status';
    },
  },
  {
    cause: 'client-timeout',
    plan: PLAN,
    async run(site) {
      const paths = ['/a', '/b', '/c'];
      const impatient = (path: string) => ask(site, { path, orders: { wait: SLOW }, leavesAfter: LIMIT });
      await Promise.all(paths.map(impatient));
      await site.explains(this.cause, ABORTED);
      const answered = await Promise.all(paths.map((path) => ask(site, { path, orders: { wait: SLOW } })));
      must(
        answered.every((status) => status === 200),
        'a client with a longer limit is not answered',
      );
      await leavesUnlessUnbuffered(site, this.cause);
      must(/\d s/.test(await site.check(this.cause)), 'the check shows no answer');
      return 'a longer limit of the program is answered; proxy_buffering off passes on the first bytes of a long answer';
    },
  },
  {
    cause: 'balancer-timeout',
    plan: {
      server: SERVER,
      http: ['upstream inner { server @PLAIN max_fails=0; server @PLAIN max_fails=0; }'],
      front: ['proxy_pass http://inner;', `proxy_read_timeout ${LIMIT}s;`, 'proxy_next_upstream_tries 2;'],
    },
    async run(site) {
      const people = Array.from({ length: 6 }, (_, i) => ({
        path: `/page${i}`,
        agent: BROWSER.replaceAll('128.0', `${120 + i}.0`),
        port: site.ports.front,
        orders: { wait: SLOW },
      }));
      const refused = await Promise.all(people.map((one) => ask(site, one)));
      must(
        refused.every((status) => status === 504),
        `the nginx in front answers ${refused.join(', ')}, not 504`,
      );
      await site.explains(this.cause, ABORTED);
      await site.change({ location: [...site.places.location, 'proxy_read_timeout 300s;'] });
      expectStatus(await ask(site, people[0]), 504, 'a longer proxy_read_timeout here, which the advice calls no cure');
      await site.apply([blockOf(this.cause)], true);
      const answered = await Promise.all(people.map((one) => ask(site, one)));
      must(
        answered.every((status) => status === 200),
        `the nginx in front answers ${answered.join(', ')}, not 200`,
      );
      must(/\d s/.test(await site.check(this.cause)), 'the check shows no answer');
      return `${blockOf(this.cause).directives[0]} in the nginx in front answers what took too long before`;
    },
  },
  {
    cause: 'monitor-timeout',
    plan: PLAN,
    async run(site) {
      const check = { path: '/health', agent: 'kube-probe/1.30', orders: { wait: SLOW }, leavesAfter: LIMIT };
      expectStatus(await ask(site, check), 0, 'a check of a slow page');
      await site.explains(this.cause, ABORTED);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, check), 200, 'a check of a location with return 200');
      must(/\d s/.test(await site.check(this.cause)), 'the check shows no answer');
      return 'a location with return 200 answers the check at once';
    },
  },
  {
    cause: 'slow-upstream',
    plan: PLAN,
    async run(site) {
      const people = Array.from({ length: 10 }, (_, i) => ({
        path: `/shop/cart/${i % 3}`,
        address: `192.0.2.${10 + i}`,
        agent: BROWSER,
      }));
      for (const one of people) expectStatus(await ask(site, { ...one, path: `/news/${one.address}` }), 200, 'before');
      site.application.stall(['/shop/cart/0', '/shop/cart/1', '/shop/cart/2'], LIMIT + 0.5, 0);
      await Promise.all(people.map((one, i) => ask(site, { ...one, leavesAfter: LIMIT - i * 0.03 })));
      // The backend is down for a moment: nginx says so to one more client.
      await site.change({ location: ['return 502;'] });
      expectStatus(await ask(site, { ...people[0]!, address: '192.0.2.9' }), 502, 'the backend');
      await site.change({ location: ['proxy_pass http://@APPLICATION;'] });
      await site.explains(this.cause, ABORTED);
      const answered = await Promise.all(people.map((one) => ask(site, one)));
      must(
        answered.every((status) => status === 200),
        'the backend does not answer again',
      );
      must(/\d s/.test(await site.check(this.cause)), 'the check shows no answer');
      return 'nginx has nothing to set; the backend that answers again keeps its clients';
    },
  },
  {
    cause: 'held-by-nginx',
    plan: {
      http: [blockOf('held-by-nginx').directives[0]!],
      server: SERVER,
      location: ['limit_req zone=each burst=20;', 'proxy_pass http://@APPLICATION;'],
    },
    async run(site) {
      const burst = async (): Promise<number[]> =>
        await Promise.all(Array.from({ length: 20 }, () => ask(site, { orders: { wait: 0 }, leavesAfter: 0.6 })));
      must((await burst()).includes(0), 'a burst is not held back');
      await site.explains(this.cause, /" 499 .*upstream_addr=-$/);
      await site.apply([blockOf(this.cause, 1)]);
      // The zone survives the reload: the burst drains at its rate.
      await new Promise((resolve) => void setTimeout(resolve, 2200));
      must(
        (await burst()).every((status) => status === 200),
        'a burst is still held back',
      );
      await site.check(this.cause);
      return 'limit_req with nodelay answers a burst at once';
    },
  },
  {
    cause: 'long-poll-closed',
    plan: PLAN,
    async run(site) {
      const poll = { path: '/poll', agent: BROWSER, orders: { wait: 2 }, leavesAfter: 0.2 };
      await ask(site, poll);
      await site.explains(this.cause, ABORTED);
      await site.apply([blockOf(this.cause)]);
      const lines = site.lines().length;
      await ask(site, poll);
      await new Promise((resolve) => void setTimeout(resolve, 200));
      must(site.lines().length === lines, 'access_log off does not keep the line out of the log');
      return 'access_log off keeps the line out of the log';
    },
  },
];

// A client that waits only so long for the first byte gets a long answer if nginx passes it on as it comes.
async function leavesUnlessUnbuffered(site: Site, cause: Trial['cause']): Promise<void> {
  const asked = { agent: PROGRAM, path: '/report', orders: DRIPPED, leavesIfSilent: LIMIT };
  expectStatus(await ask(site, asked), 0, 'a long answer that nginx keeps back');
  const block = causeOf(cause)
    .blocks?.({})
    .find(({ directives }) => directives.includes('proxy_buffering off;'));
  must(block !== undefined, `${cause} does not name proxy_buffering`);
  await site.apply([block]);
  expectStatus(await ask(site, asked), 200, 'a long answer without proxy_buffering');
}
