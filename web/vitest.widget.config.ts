import { defineConfig } from 'vitest/config';

import { reporters } from './tests/reporters.ts';
import { shortcodes, small } from './vite.widget.config.ts';

// The library itself is what the small MessagePack is compared with.
const { '@msgpack/msgpack': _compared, ...alias } = small;

/** The widget's tests, on the same small parts that its build ships. */
export default defineConfig({
  plugins: [shortcodes],
  resolve: { alias },
  test: {
    include: ['tests/widget/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    reporters: reporters('widget'),
    testTimeout: 20_000,
  },
});
