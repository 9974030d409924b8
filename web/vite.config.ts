import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { reporters } from './tests/reporters.ts';

/** The server that `npm run dev` talks to. */
const server = process.env['ORVALE_CHAT_SERVER'] ?? 'http://127.0.0.1:8080';

/** Builds the page at `/chat` into `dist`; the server serves `dist/chat.html` and `dist/assets`. */
export default defineConfig({
  plugins: [react()],
  base: '/',
  server: { proxy: { '/api': { target: server, ws: true } } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { chat: 'chat.html' },
      output: {
        codeSplitting: {
          // What a release seldom changes stays in the browser's cache.
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'material', test: /node_modules\/(@mui\/(material|system|styled-engine|utils|private-theming)|@emotion|react-transition-group|@popperjs)\// },
            { name: 'libraries', test: /node_modules\/(@msgpack|idb|@tanstack)\// },
            { name: 'core', test: /src\/core\// },
          ],
        },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/views/**/*.test.tsx', 'tests/client/**/*.test.ts', 'tests/budget.test.ts', 'tests/structure.test.ts', 'tests/rest-types.test.ts'],
    environment: 'happy-dom',
    reporters: reporters('page'),
    testTimeout: 20_000,
  },
});
