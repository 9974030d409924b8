import { defineConfig } from 'vitest/config';

import { reporters } from './tests/reporters';

/** The tests in a real browser against a real server; see `tests/browser`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    reporters: reporters('browser'),
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
