// The program in one file, for machines to which files can only be copied: the file is the program and all its threads.
import { isMainThread } from 'node:worker_threads';
import { closeLostTerminals, run } from './run.ts';

// The argument of a thread says which one it is: see rolldown.config.ts.
switch (isMainThread ? undefined : process.argv[2]) {
  case 'scan-worker':
    await import('../sources/engine/scan-worker.ts');
    break;
  case 'unpack-worker':
    await import('../sources/files/unpack-worker.ts');
    break;
  default:
    process.on('exit', closeLostTerminals);
    process.exitCode = await run(process);
}
