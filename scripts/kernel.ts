// npm run kernel: compiles the kernel with AssemblyScript into src/sources/engine/kernel/bytes.ts. A test checks that it is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const FOLDER = 'src/sources/engine/kernel';
const ENTRY = 'kernel.as.ts';
const MODULE = 'kernel.wasm';

/**
 * The text of bytes.ts, compiled from the sources.
 * @throws Error with the compiler's message
 */
export async function compileKernel(): Promise<string> {
  let wasm: Uint8Array | undefined;
  const { error } = await asc.main(
    [ENTRY, '-O3', '--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '-o', MODULE].concat([
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
    ]),
    {
      readFile: (name) => {
        const path = join(FOLDER, name);
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      },
      writeFile: (name, contents) => void (name === MODULE && (wasm = contents as Uint8Array)),
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined) {
    throw new Error(`${FOLDER}: ${error?.message ?? 'no module'}`);
  }
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,110}/g) ?? [];
  return `// Made by \`npm run kernel\` from the *.as.ts files of this folder; do not edit.

/** The kernel as a WebAssembly module of ${wasm.length} bytes, in base64. */
export const KERNEL_BASE64: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
}

if (process.argv[1]?.endsWith('kernel.js') === true) writeFileSync(join(FOLDER, 'bytes.ts'), await compileKernel());
