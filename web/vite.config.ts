import react from '@vitejs/plugin-react';
import { minify } from 'terser';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { classNames, scopedName } from './scripts/class-names.ts';
import { iconSheet } from './scripts/icon-sheet.ts';
import { reporters } from './tests/reporters.ts';

/** The server that `npm run dev` talks to. */
const server = process.env['ORVALE_CHAT_SERVER'] ?? 'http://127.0.0.1:8080';

const at = (path: string): string => new URL(path, import.meta.url).pathname;

/** The client uses so little of this package that the widget's part of it is enough for the page, too. */
const smallParts: Plugin = {
  name: 'small-parts',
  apply: 'build',
  config: () => ({ resolve: { alias: { '@msgpack/msgpack': at('src/widget/msgpack.ts') } } }),
};

/** Comes before all other scripts, by itself. */
const EARLY = at('src/app/early.ts');

/** Styles come behind the shell in `chat.html`, which would wait for them; scripts wait for both. */
const shellFirst: Plugin = {
  name: 'shell-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const links = /\s*<link rel="(?:stylesheet|modulepreload)"[^>]*>/g;
      const moved = [...html.matchAll(links)].map(([link]) => link.trim());
      // The smallest first: they share the line.
      const [styles, scripts] = [moved.filter((link) => link.includes('"stylesheet"')), moved.filter((link) => !link.includes('"stylesheet"'))];
      const early = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.facadeModuleId === EARLY)?.fileName;
      const first = early === undefined ? '' : `<script type="module" async crossorigin src="/${early}"></script>\n    `;
      return html
        .replace(links, '')
        .replace('<script type="module"', `${first}<script type="module"`)
        .replace('</body>', `  ${[...styles, ...scripts].join('\n    ')}\n  </body>`);
    },
  },
};

interface Info {
  readonly isEntry: boolean;
  readonly importers: readonly string[];
  readonly dynamicImporters: readonly string[];
}
type InfoOf = (id: string) => Info | null;

/** Whether the page cannot start without a module: its entry imports it, if only through others. */
function neededAtOnce(id: string, infoOf: InfoOf, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const info = infoOf(id);
  return info !== null && (info.isEntry || info.importers.some((importer) => neededAtOnce(importer, infoOf, seen)));
}

/** Puts a module into the chunk of this name, unless it is fetched later. */
const atOnce =
  (chunk: string) =>
  (id: string, context: { getModuleInfo: InfoOf }): string | null =>
    id !== EARLY && neededAtOnce(id, (module) => context.getModuleInfo(module)) ? chunk : null;

/** What a click or a key opens, and the page fetches while it is idle. */
const OPENED_LATER = /\/features\/\w+\/(?:\w+\/)?(?:\w+(?:Dialogs?|Pane|Menu|Questions)|slash|Announcer|ThreadRoot|CallHistory|PersonCard|ShortcutSheet|Switcher)\.tsx?$/;
/** Among them, but large, and fetched only when it is opened. */
const LARGE = /\/PdfDialog\.tsx$/;

/** Whether a module is fetched for the sake of such parts alone. */
function openedLater(id: string, infoOf: InfoOf, seen = new Set<string>()): boolean {
  if (seen.has(id)) return true;
  seen.add(id);
  const info = infoOf(id);
  if (info === null || info.isEntry) return false;
  if (info.dynamicImporters.length > 0 && (!OPENED_LATER.test(id) || LARGE.test(id))) return false;
  return info.importers.every((importer) => openedLater(importer, infoOf, seen));
}

/** Puts these parts together. Each would be a few small files, and a hundred of them take far longer than what is in them. */
function together(id: string, context: { getModuleInfo: InfoOf }): string | null {
  return id.startsWith(at('src/')) && openedLater(id, (module) => context.getModuleInfo(module)) ? 'parts' : null;
}

/** Minifies the first load more than the bundler does, which then shortens the names. */
const minifyFirst: Plugin = {
  name: 'minify-first',
  apply: 'build',
  async renderChunk(code, { name }) {
    if (name !== 'chat' && name !== 'libraries') return null;
    const { code: minified = code, map } = await minify(code, { module: true, ecma: 2020, compress: { passes: 3 }, mangle: false, sourceMap: true });
    return { code: minified, map: typeof map === 'string' ? map : null };
  },
};

/** Builds the page at `/chat` into `dist`; the server serves `dist/chat.html` and `dist/assets`. */
export default defineConfig({
  plugins: [iconSheet(at('src')), classNames, smallParts, shellFirst, minifyFirst, react()],
  base: '/',
  css: { modules: { generateScopedName: scopedName } },
  server: { proxy: { '/api': { target: server, ws: true } } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 2048,
    // The scripts that a part imports are not listed beside its name: they would be in the first load.
    modulePreload: { resolveDependencies: (_file, needed, { hostType }) => (hostType === 'js' ? needed.filter((file) => file.endsWith('.css')) : needed) },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { chat: 'chat.html', early: EARLY },
      output: {
        // The first load names more than a hundred files, and each letter of a hash takes its place there.
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:6][extname]',
        codeSplitting: {
          // What a release seldom changes stays in the browser's cache.
          groups: [
            { name: 'react', priority: 1, test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'material', priority: 1, test: /node_modules\/(@mui\/(material|system|styled-engine|utils|private-theming)|@emotion|react-transition-group|@popperjs)\// },
            { name: 'libraries', priority: 1, test: /node_modules\/(@msgpack|@tanstack)\// },
            // What later parts share with it would otherwise be many small files, which compress badly. What its own
            // parts share needs no names here: two files would export hundreds of them to each other.
            { name: atOnce('chat') },
            { name: together },
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
