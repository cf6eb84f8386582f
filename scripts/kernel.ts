// npm run kernel: compiles the kernel with AssemblyScript into src/sources/engine/kernel/bytes.ts. A test holds the two together.
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const SOURCE = 'src/sources/engine/kernel/columns.as.ts';
const TARGET = 'src/sources/engine/kernel/bytes.ts';

/** The text of bytes.ts, made anew from the source. */
export async function compileKernel(): Promise<string> {
  const source = readFileSync(SOURCE, 'utf8');
  let wasm: Uint8Array | undefined;
  const { error } = await asc.main(
    ['columns.ts', '-O3', '--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '-o', 'columns.wasm'].concat([
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
    ]),
    {
      readFile: (name) => (name === 'columns.ts' ? source : null),
      writeFile: (name, contents) => void (name === 'columns.wasm' && (wasm = contents as Uint8Array)),
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined) throw new Error(`${SOURCE}: ${error?.message ?? 'no module'}`);
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,110}/g) ?? [];
  return `// Made by \`npm run kernel\` from columns.as.ts; do not edit.

/** The kernel as a WebAssembly module of ${wasm.length} bytes, in base64. */
export const KERNEL_BASE64: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
}

if (process.argv[1]?.endsWith('kernel.js') === true) writeFileSync(TARGET, await compileKernel());
