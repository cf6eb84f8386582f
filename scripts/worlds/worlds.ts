// npm run worlds -- --count N [--seed S] [--out FOLDER]: draws worlds, each a folder with access.log, access.ext.log and truth.jsonl.
//
// A world is a site with its people, programs and troubles, drawn at random from its seed. Worlds S, S + 1, … are drawn.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawWorld } from './draw.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'worlds' },
  },
});
const [count, first] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || !Number.isInteger(first)) throw new RangeError('--count and --seed are whole numbers');
let hits = 0;
for (let seed = first; seed < first + count; seed++) {
  const { combined, extended, truth, about } = drawWorld(seed);
  const folder = join(values.out, String(seed));
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  write('access.log', combined);
  write('access.ext.log', extended);
  write(
    'truth.jsonl',
    truth.map((line) => JSON.stringify(line)),
  );
  write('README', about);
  hits += truth.length;
}
process.stdout.write(`${count} worlds in ${values.out}, ${hits} hits\n`);
