// Test settings for mutation: only tests of rules and reports that run in this process, without threads and built programs.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{judge,report,render/table}/**/*.test.ts'],
    exclude: [
      // It reads the source, and mutants change the source.
      'test/judge/rules.test.ts',
      // Its tests share one reading of each log, which hides what test runs what code; golden.test.ts has the same samples.
      'test/judge/causes.test.ts',
    ],
    env: { TZ: 'UTC', NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
