// Open hits close when their time is over or they are too far back, whatever the order of their times.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NEIGHBOURS } from '../../../src/hits/limits.ts';
import { type OpenHit, OpenHits } from '../../../src/sources/engine/open-hits.ts';

const event = fc.record({
  isHit: fc.boolean(),
  bytes: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: NEIGHBOURS.bytesAfter })),
  // Times mostly ascend, and sometimes step back.
  seconds: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.integer({ min: -40, max: 40 })),
});

test('each hit closes before the first line that is too late or too far away, in line order while times ascend', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 600, size: 'max' }), (events) => {
      const closed: string[] = [];
      const open = new OpenHits(({ place, time, sequence }, by) => {
        closed.push(`${place.file} ${place.line} ${place.position} ${time} ${sequence} ${by}`);
      });
      const expected: string[] = [];
      let waiting: (OpenHit & { readonly name: string })[] = [];
      let position = 0;
      let time = 1000;
      for (const [line, { isHit, bytes, seconds }] of events.entries()) {
        position += bytes;
        time += seconds;
        const isFar = ({ place }: OpenHit): boolean => position > place.position + NEIGHBOURS.bytesAfter;
        const isLate = (hit: OpenHit): boolean => time > hit.time + NEIGHBOURS.secondsAfter;
        expected.push(...waiting.filter(isFar).map(({ name }) => `${name} bytes`));
        waiting = waiting.filter((hit) => !isFar(hit));
        expected.push(...waiting.filter(isLate).map(({ name }) => `${name} time`));
        waiting = waiting.filter((hit) => !isLate(hit));
        open.advance(position, time);
        expect(closed).toEqual(expected);
        if (isHit) {
          const place = { file: line % 2 === 0 ? 'a' : 'b', line, position };
          const name = `${place.file} ${line} ${position} ${time} ${7 * line}`;
          waiting.push({ place, time, sequence: 7 * line, name });
          open.add(place, time, 7 * line);
        }
        expect(open.size).toBe(waiting.length);
        expect(open.lastPosition).toBe((waiting[0]?.place.position ?? Infinity) + NEIGHBOURS.bytesAfter);
      }
      expect(open.list()).toEqual(waiting.map(({ place, time: at, sequence }) => ({ place, time: at, sequence })));
      open.closeAll('memory');
      expect(closed).toEqual([...expected, ...waiting.map(({ name }) => `${name} memory`)]);
      expect(open.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
