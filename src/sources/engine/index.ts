// The door of the engine: from the bytes of logs to hits with their neighbours and to observed lines. Nothing else is used outside.
export { scanFile, scanStream } from './scan-file.ts';
export type { KeptScan } from './saved-scan.ts';
export type { ScanInput } from './scan-sink.ts';
export { scanInThread } from './scan-thread.ts';
export { Scanner } from './scanner.ts';
