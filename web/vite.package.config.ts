import { defineConfig } from 'vite';

/** Builds the npm package `@orvale/chat-client` out of the core. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'packages/chat-client/dist',
    target: 'es2022',
    minify: false,
    lib: { entry: 'packages/chat-client/src/index.ts', formats: ['es'], fileName: 'index' },
    rolldownOptions: { external: ['@msgpack/msgpack'] },
  },
});
