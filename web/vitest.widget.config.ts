import { defineConfig } from 'vitest/config';

import { small } from './vite.widget.config';

// The library itself is what the small MessagePack is compared with.
const { '@msgpack/msgpack': _compared, ...alias } = small;

/** The widget's tests, on the same small parts that its build ships. */
export default defineConfig({
  resolve: { alias },
  test: { include: ['tests/widget/**/*.test.{ts,tsx}'], environment: 'happy-dom', testTimeout: 20_000 },
});
