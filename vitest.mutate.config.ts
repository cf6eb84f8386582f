// Test settings for mutation: only tests of rules and reports that run in one process, without threads and built programs.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{judge,report,render/table}/**/*.test.ts'],
    exclude: [
      // This test reads the source, and mutants change the source.
      'test/judge/rules.test.ts',
      // Its tests read each log only once together, so Stryker cannot see which test runs which code; golden.test.ts has the same samples.
      'test/judge/causes.test.ts',
    ],
    env: { TZ: 'UTC', NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
