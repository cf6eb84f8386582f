// The kernel: the inner loops of the scan as one WebAssembly module, in AssemblyScript, which is TypeScript's syntax over raw
// memory. `npm run kernel` compiles it. Each part does what a TypeScript module of the engine does, for machines with SIMD.
import { followChain } from './chains.as.ts';
import { detailCount, lineCount, read, setMinute, stoppedAt, unknownTime, useColumns } from './columns.as.ts';
import { findFields } from './fields.as.ts';
import { isSame } from './text.as.ts';
import { addLines, useWindow } from './window.as.ts';

// AssemblyScript would take `export … from './x.as.ts'` for another module than `import … from './x.as.ts'`.
export { lineCount, detailCount, stoppedAt, unknownTime };
export { useColumns, setMinute, read, findFields, isSame, useWindow, addLines, followChain };
