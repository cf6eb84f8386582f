// Test settings. In CI the results also go to a file, from which .ci/run reads the counts.
import { defineConfig } from 'vitest/config';

const report = process.env['LOGSCAN_TEST_REPORT'];
// `FILE:CONSTANT:VALUE` gives a constant another value; at least one test must then fail (scripts/mutation/mutate-numbers.ts).
const [mutated = '', constant = '', value = ''] = (process.env['LOGSCAN_MUTANT'] ?? '').split(':');

export default defineConfig({
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        if (mutated === '' || !id.endsWith(mutated)) return null;
        return code.replace(new RegExp(`(const ${constant}(?:: number)? = )[^;]+;`), `$1${value};`);
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // No test reads the configuration file of the person who runs it.
    env: { TZ: 'UTC', NO_COLOR: '1', XDG_CONFIG_HOME: '/nonexistent' },
    testTimeout: 20_000,
    ...(report === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: report } }),
  },
});
