// The icons of the page in SVG files: a script that shows one holds its address, not its path.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as icons from '@mdi/js';
import type { Plugin } from 'vite';

const IMPORT = /import \{([^}]+)\} from '@mdi\/js';/g;

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Icons of what most people seldom open have a sheet of their own: the name of the sheet, and whose they are. */
const APART = { name: 'icons-calls', folder: /[/\\]?features[/\\]calls[/\\]/ } as const;

/** The sheet with every icon that a script below `folder` imports, of those apart or of all others. */
function sheetOf(folder: string, apart: boolean): string {
  const scripts = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((file) => /\.tsx?$/.test(file) && APART.folder.test(file) === apart);
  const names = scripts.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(IMPORT)].flatMap(([, list = '']) => namesIn(list)));
  const paths = [...new Set(names)].toSorted().map((name) => `<path id="${name}" d="${(icons as Record<string, string>)[name]}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${paths.join('')}</svg>`;
}

interface Sheet {
  source: string;
  address: string;
}

function made(folder: string, apart: boolean): Sheet {
  const source = sheetOf(folder, apart);
  const name = apart ? APART.name : 'icons';
  return { source, address: `assets/${name}-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.svg` };
}

/** Replaces imports of `@mdi/js` with addresses in the sheets, which it adds to the build. */
export function iconSheet(folder: string): Plugin {
  let [usual, apart]: [Sheet, Sheet] = [{ source: '', address: '' }, { source: '', address: '' }];
  return {
    name: 'icon-sheet',
    enforce: 'pre',
    buildStart() {
      [usual, apart] = [made(folder, false), made(folder, true)];
    },
    transform(code, id) {
      if (id.includes('/node_modules/') || !code.includes("'@mdi/js'")) return null;
      const { address } = APART.folder.test(id) ? apart : usual;
      return { code: code.replace(IMPORT, (_, list: string) => namesIn(list).map((name) => `const ${name} = '/${address}#${name}';`).join(' ')), map: null };
    },
    generateBundle() {
      for (const { address, source } of [usual, apart]) this.emitFile({ type: 'asset', fileName: address, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [, name] = /^\/assets\/(icons(?:-calls)?)-[\w-]{8}\.svg$/.exec(request.url ?? '') ?? [];
        if (name === undefined) return next();
        response.setHeader('content-type', 'image/svg+xml');
        response.end(sheetOf(folder, name === APART.name));
      });
    },
  };
}
