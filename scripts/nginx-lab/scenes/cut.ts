// Connections that end before their request is whole, and connections without any request.
import { setTimeout as sleep } from 'node:timers/promises';
import { truthOf } from '../../worlds/scenario.ts';
import { failHandshake, sendRaw, stayUnused } from '../raw.ts';
import type { Scene } from '../stage.ts';
import { reader, Visitor } from '../visitor.ts';

/** All scenes of cut requests. */
export const CUT: readonly Scene[] = [
  {
    name: 'cut-short',
    times: 2,
    async play(stage) {
      const { path } = stage.random.pick(stage.site.pages);
      const text = `GET ${path.slice(0, stage.random.integer(1, path.length))}`;
      const truth = truthOf('cut-short', 'closed_mid_request_line');
      await sendRaw(stage, stage.newAddress(), text, truth, { closesAfter: 0.5 });
    },
  },
  {
    name: 'cut-short',
    times: 4,
    async play(stage) {
      const { address, agent } = stage.newPerson();
      const { path } = stage.random.pick(stage.site.pages);
      const named = stage.random.chance(0.5) ? `User-Agent: ${agent}\r\n` : '';
      await sendRaw(
        stage,
        address,
        `GET ${path} HTTP/1.1\r\nHost: ${stage.site.host}\r\n${named}Accept: text/ht`,
        truthOf('cut-short', 'closed_mid_headers'),
        { closesAfter: 0.5, isReset: stage.random.chance(0.5) },
      );
    },
  },
  {
    name: 'cut-short',
    times: 2,
    async play(stage) {
      const truth = truthOf('cut-short', 'crlf_only');
      await sendRaw(stage, stage.newAddress(), '\r\n', truth, { closesAfter: 0.3 });
    },
  },
  {
    name: 'spare-connections',
    times: 4,
    // A browser opens more connections than it needs.
    async play(stage) {
      const { visitor } = await reader(stage);
      const { address } = visitor.client;
      await Promise.all([false, true, true].map(async (isTls) => await stayUnused(stage, address, 3, isTls)));
      visitor.close();
    },
  },
  {
    name: 'handshakes-fail',
    times: 2,
    async play(stage) {
      await failHandshake(stage, stage.newAddress());
    },
  },
  {
    name: 'spares-after-error',
    times: 2,
    async play(stage) {
      const visitor = new Visitor(stage, { ...stage.newPerson(), protocol: 'HTTP/1.1' });
      const { address } = visitor.client;
      await visitor.browse(1);
      const spares = [false, false].map(async (isTls) => await stayUnused(stage, address, 2, isTls));
      await sleep(1500);
      const headers = { cookie: `a=${'A'.repeat(9000)}` };
      const request = visitor.ask({ target: stage.random.pick(stage.site.pages).path, headers });
      request.expect(truthOf('spares-after-error', 'cookie_too_large'));
      await request.answer;
      await Promise.all(spares);
      visitor.close();
    },
  },
];
