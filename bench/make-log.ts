// npm run make-log -- FILE MEGABYTES [SHARE-OF-HITS] [CLIENTS] [FORMAT]: writes a log to measure with, the same every time.
import { PRESETS } from '../src/formats/presets.ts';
import { generateLog } from './generate.ts';
import { rewriterTo } from './rewrite.ts';

const [path = '', megabytes = '200', hits = '0.02', clients = '200000', format] = process.argv.slice(2);
if (path === '') {
  process.stderr.write('usage: npm run make-log -- FILE MEGABYTES [SHARE-OF-HITS] [CLIENTS] [PRESET-OR-LOG_FORMAT]\n');
  process.exitCode = 2;
} else {
  const preset = PRESETS.find(({ name }) => name === format);
  await generateLog(path, {
    bytes: Number(megabytes) * 1e6,
    clients: Number(clients),
    hits: Number(hits),
    seed: 1,
    linesPerSecond: 500,
    ...(format === undefined ? {} : { rewrite: rewriterTo(preset?.directive ?? format) }),
  });
}
