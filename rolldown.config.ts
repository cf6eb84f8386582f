// Our own modules as a few files: node takes about as long to find a hundred small ones as to run them.
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: {
    index: 'src/index.ts',
    run: 'src/cli/run.ts',
    'scan-worker': 'src/sources/engine/scan-worker.ts',
    'unpack-worker': 'src/sources/files/unpack-worker.ts',
  },
  platform: 'node',
  external: /^(?:node:|[a-z][\w-]*$)/,
  // Side by side, where `new URL('scan-worker.js', import.meta.url)` and `../package.json` are found.
  output: { dir: 'dist', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
});
