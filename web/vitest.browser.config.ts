import { defineConfig } from 'vitest/config';

import { reporters } from './tests/reporters.ts';

/** The tests in a real browser against a real server; see `tests/browser`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    reporters: reporters('browser'),
    globalSetup: 'tests/browser/support/seed.ts',
    // More would only make each slower: a server and a browser come with every file.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
