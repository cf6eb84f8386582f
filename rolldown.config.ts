// Bundles our own modules into a few files, because Node takes about as long to find a hundred small modules as to run them.
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
  // All files go into one folder, so that `new URL('scan-worker.js', import.meta.url)` and `../package.json` find their files.
  output: { dir: 'dist', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
});
