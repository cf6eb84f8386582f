// npm run make-log -- FILE MEGABYTES [SHARE-OF-HITS] [CLIENTS]: writes a log to measure with, the same every time.
import { generateLog } from './generate.ts';

const [path = '', megabytes = '200', hits = '0.02', clients = '200000'] = process.argv.slice(2);
if (path === '') {
  process.stderr.write('usage: npm run make-log -- FILE MEGABYTES [SHARE-OF-HITS] [CLIENTS]\n');
  process.exitCode = 2;
} else {
  await generateLog(path, {
    bytes: Number(megabytes) * 1e6,
    clients: Number(clients),
    hits: Number(hits),
    seed: 1,
    linesPerSecond: 500,
  });
}
