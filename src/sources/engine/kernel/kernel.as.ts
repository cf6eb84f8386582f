// The kernel: the inner loops of the scan as one WebAssembly module. It is written in AssemblyScript: TypeScript's syntax over
// raw memory. `npm run kernel` compiles it, for machines with SIMD. ENGINE.md says how it fits into the engine.
import { followChain } from './chains.as.ts';
import { lineCount, resume, setMinute, start, stoppedAt, unknownTime, useColumns } from './columns.as.ts';
import { findAddressEnd, findFields, useFields } from './fields.as.ts';
import { isSame } from './text.as.ts';
import { addLines, useWindow } from './window.as.ts';

/** Sets where the columns, the window and the fields lie. It is called once, before anything else. */
function useMemory(columns: usize, window: usize, fields: usize): void {
  useColumns(columns);
  useWindow(columns, window);
  useFields(fields);
}

// Not `export … from './x.as.ts'`: AssemblyScript would treat that as another module than `import … from './x.as.ts'`.
export { lineCount, stoppedAt, unknownTime };
export { useMemory, setMinute, start, resume, findFields, findAddressEnd, isSame, addLines, followChain };
