import { defineConfig } from 'vitest/config';

/** The tests in a real browser against a real server; see `tests/browser`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
