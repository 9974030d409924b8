import { readdirSync, readFileSync } from 'node:fs';

import { minify } from 'terser';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => new URL(path, import.meta.url).pathname;
/** Tests build into a folder of their own. */
const out = process.env['WIDGET_OUT'] ?? at('dist');

/** Small parts of large packages, under the packages' names. */
export const small = {
  '@msgpack/msgpack': at('src/widget/msgpack.ts'),
  'preact/jsx-runtime': at('src/widget/jsx-runtime.ts'),
  'preact/jsx-dev-runtime': at('src/widget/jsx-runtime.ts'),
};

interface Named {
  emoji: string;
  shortcodes?: string[];
}

/** What a line to write in needs, in the list as in a conversation. */
const SHARED = /\/src\/(?:widget\/(?:msgpack|writing\/insert)|core\/(?:formatting\/fence|store\/(?:conversation|rights|slices\/limits)))\.ts$/;

/** Makes `virtual:shortcodes` out of the emoji data, which is ten times as large. */
export const shortcodes: Plugin = {
  name: 'shortcodes',
  resolveId: (id) => (id === 'virtual:shortcodes' ? `\0${id}` : null),
  load(id) {
    if (id !== '\0virtual:shortcodes') return null;
    const data = readFileSync(at('node_modules/emoji-picker-element-data/en/emojibase/data.json'), 'utf8');
    const lines = (JSON.parse(data) as Named[]).map(({ emoji, shortcodes: codes = [] }) => [usual(emoji), ...codes].join(' '));
    return `export default ${JSON.stringify(lines.join('\n'))}`;
  },
};

/** The data asks for colour even where an emoji has no other form: the same emoji, written twice as one. */
function usual(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}

const SHEET = readFileSync(at('src/tokens.css'), 'utf8');
const DARK_FROM = SHEET.indexOf('[data-scheme');
const [LIGHT, DARK] = [SHEET.slice(0, DARK_FROM), SHEET.slice(DARK_FROM)].map((part) => new Map(Array.from(part.matchAll(/--([\w-]+): ([^;]+);/g), ([, name = '', value = '']) => [name, value])));

/** What a token is worth in the widget: in both schemes, where they differ. */
function worth(name: string): string {
  const [light, dark] = [LIGHT?.get(name), DARK?.get(name)];
  if (light === undefined) throw new Error(`src/tokens.css has no --${name}`);
  return dark === undefined ? light.replace(/var\(--([\w-]+)\)/g, (_use, other: string) => worth(other)) : `light-dark(${light}, ${dark})`;
}

/** Writes the values of tokens into the widget's styles, which then need no list of them. */
export const tokens: Plugin = {
  name: 'tokens',
  enforce: 'pre',
  transform: (code, id) =>
    /\/src\/widget\/.*\.css/.test(id) ? code.replace(/var\(--(?:page-([\w-]+)|((?:type|space)-\w+))\)/g, (_use, colour?: string, size?: string) => worth(colour ?? size ?? '')) : null,
};

/** The panel's file name, which its build before this one has put a hash into. */
function panelAddress(): string {
  const found = readdirSync(`${out}/assets/widget`).find((name) => /^panel-[\w-]+\.js$/.test(name));
  if (found === undefined) throw new Error('build the panel first: vite build --config vite.widget.config.ts --mode panel');
  return `./assets/widget/${found}`;
}

/** Squeezes out what the bundler's own minifier leaves: the last half kilobyte of the budget. */
const squeeze: Plugin = {
  name: 'squeeze',
  async generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const compress = { passes: 3, ecma: 2020, hoist_funs: true, pure_getters: true, unsafe_arrows: true } as const;
      file.code = (await minify(file.code, { module: true, compress })).code ?? file.code;
    }
  },
};

/**
 * Builds the widget in two runs: `--mode panel` makes dist/assets/widget/panel-HASH.js, then `--mode loader`
 * makes dist/widget.js, which loads it. They share no chunk: a page that holds yesterday's loader
 * must not be handed half of today's code.
 */
export default defineConfig(({ mode }) => {
  const panel = mode === 'panel';
  return {
    base: './',
    plugins: [shortcodes, tokens, squeeze],
    // The demo's host page is plain files, as a page that embeds the widget would have them.
    publicDir: panel ? false : 'src/demo',
    resolve: { alias: small },
    define: panel ? {} : { PANEL_ADDRESS: JSON.stringify(panelAddress()) },
    build: {
      outDir: panel ? `${out}/assets/widget` : out,
      emptyOutDir: panel,
      target: 'es2022',
      // Its `light-dark` needs browsers of 2024; lowered, it would not follow the page's own scheme.
      cssTarget: 'chrome123',
      // A library in name only: pages would get a preloader of Vite's along, larger than the launcher.
      lib: { entry: panel ? 'src/widget/panel/mount.tsx' : 'src/widget/element.ts', formats: ['es'] },
      rolldownOptions: {
        // What the panel and a conversation share may stay with the panel: one request less. Of the launcher's
        // script nobody imports anything.
        preserveEntrySignatures: panel ? 'allow-extension' : false,
        output: {
          minify: true,
          entryFileNames: panel ? 'panel-[hash].js' : 'widget.js',
          chunkFileNames: '[name]-[hash].js',
          // What the list and a conversation share is one file: the smallest of it would be a request of its own.
          codeSplitting: { groups: panel ? [{ name: 'msgpack', test: SHARED, priority: 1 }, { name: 'panel', tags: ['$initial'] }] : [] },
        },
      },
    },
  };
});
