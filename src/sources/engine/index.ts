// The entry point of the engine, which turns bytes of logs into hits with neighbours and observed lines. Other folders import only this.
export { scanFile, scanStream } from './scan-file.ts';
export type { ResumedInput } from './merged-input.ts';
export { scanMerged } from './scan-merged.ts';
export type { KeptScan } from './saved-scan.ts';
export type { ScanInput } from './scan-sink.ts';
export { scanInThread } from './scan-thread.ts';
export { Scanner } from './scanner.ts';
