import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

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
    rolldownOptions: { input: { chat: 'chat.html' } },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/views/**/*.test.tsx', 'tests/client/**/*.test.ts', 'tests/budget.test.ts'],
    environment: 'happy-dom',
    testTimeout: 20_000,
  },
});
