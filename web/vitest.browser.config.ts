import { defineConfig } from 'vitest/config';

import { reporters, unsteady } from './tests/reporters.ts';

/** The tests in a real browser against a real server; see `tests/browser`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    reporters: [...reporters('browser'), unsteady],
    globalSetup: 'tests/browser/support/seed.ts',
    // More would only make each slower: each has a browser and a server.
    maxWorkers: 2,
    // The files of a worker share its browser and what they import.
    isolate: false,
    // On a busy machine a page can be late for anything. What fails is repeated once, with the pages in its trace, and named.
    retry: 1,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // A second, which is the default, is short on a busy machine.
    expect: { poll: { timeout: 30_000 } },
  },
});
