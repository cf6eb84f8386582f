// The kernel: the inner loops of the scan as one WebAssembly module. It is written in AssemblyScript: TypeScript's syntax over
// raw memory. `npm run kernel` compiles it, for machines with SIMD. ENGINE.md says how it fits into the engine.
import { followChain } from './chains.as.ts';
import { lineCount, resume, setMinute, start, stoppedAt, unknownForm, unknownTime, useColumns } from './columns.as.ts';
import { clientAt, clientEnd, findClient, findValues, usePrograms } from './lines.as.ts';
import { useNotes } from './programs.as.ts';
import { findFields, useFields } from './rest.as.ts';
import { isSame } from './text.as.ts';
import { addLines, useWindow } from './window.as.ts';

/** Sets where the columns, the window, the fields and the notes on a line lie. It is called once, before anything else. */
function useMemory(columns: usize, window: usize, fields: usize, notes: usize): void {
  useNotes(notes);
  useColumns(columns);
  useWindow(columns, window);
  useFields(fields);
}

// Not `export … from './x.as.ts'`: AssemblyScript would treat that as another module than `import … from './x.as.ts'`.
export { clientAt, clientEnd, lineCount, stoppedAt, unknownForm, unknownTime };
export {
  useMemory,
  usePrograms,
  setMinute,
  start,
  resume,
  findFields,
  findClient,
  findValues,
  isSame,
  addLines,
  followChain,
};
