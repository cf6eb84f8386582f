// Bundles our own modules into a few files, because Node takes about as long to find a hundred small modules as to run them. And
// bundles everything, packages too, into one file that can be copied alone.
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'rolldown';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// What the file must not look for beside itself: its version, its threads, and packages that are loaded only when they are needed.
const REPLACED: readonly { readonly module: string; readonly text: string; readonly by: string }[] = [
  { module: 'src/cli/run.ts', text: 'readVersion();', by: `${JSON.stringify(version)};` },
  {
    module: 'src/sources/engine/scan-thread.ts',
    text: "new URL('scan-worker.js', import.meta.url), {",
    by: "new URL(import.meta.url), { argv: ['scan-worker'],",
  },
  {
    module: 'src/sources/files/unpack-thread.ts',
    text: "new URL('unpack-worker.js', import.meta.url), {",
    by: "new URL(import.meta.url), { argv: ['unpack-worker'],",
  },
  {
    module: 'src/render/text-width.ts',
    text: "createRequire(import.meta.url)('string-width')",
    by: "require('string-width')",
  },
  { module: 'src/cli/values/expression.ts', text: "createRequire(import.meta.url)('re2js')", by: "require('re2js')" },
];

const inOneFile: Plugin = {
  name: 'in-one-file',
  transform(code, id) {
    const path = id.replaceAll('\\', '/');
    return REPLACED.filter(({ module }) => path.endsWith(`/${module}`)).reduce((text, { module, text: old, by }) => {
      if (!text.includes(old)) throw new Error(`${module} no longer has ${old}`);
      return text.replace(old, by);
    }, code);
  },
};

export default defineConfig([
  {
    input: {
      index: 'src/index.ts',
      run: 'src/cli/run.ts',
      'scan-worker': 'src/sources/engine/scan-worker.ts',
      'unpack-worker': 'src/sources/files/unpack-worker.ts',
    },
    platform: 'node',
    external: /^(?:node:|[a-z][\w-]*$)/,
    // All files go into one folder, so that `new URL('scan-worker.js', import.meta.url)` and `../package.json` find their files.
    output: { dir: 'dist', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
  },
  {
    input: 'src/cli/one-file.ts',
    platform: 'node',
    plugins: [inOneFile],
    output: { file: 'dist/logscan.mjs', codeSplitting: false, banner: '#!/usr/bin/env node' },
  },
]);
