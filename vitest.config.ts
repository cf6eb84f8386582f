// Test settings; in CI the counts also go to a file that .ci/run adds up.
import { defineConfig } from 'vitest/config';

const report = process.env['LOGSCAN_TEST_REPORT'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TZ: 'UTC', NO_COLOR: '1' },
    testTimeout: 20_000,
    ...(report === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: report } }),
  },
});
