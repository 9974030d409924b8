// The icons of the page in one SVG file: a script that shows one holds its address, not its path.

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

/** The sheet with every icon that a script below `folder` imports. */
function sheetOf(folder: string): string {
  const scripts = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((file) => /\.tsx?$/.test(file));
  const names = scripts.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(IMPORT)].flatMap(([, list = '']) => namesIn(list)));
  const paths = [...new Set(names)].toSorted().map((name) => `<path id="${name}" d="${(icons as Record<string, string>)[name]}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${paths.join('')}</svg>`;
}

/** Replaces imports of `@mdi/js` with addresses in the sheet, which it adds to the build. */
export function iconSheet(folder: string): Plugin {
  let sheet = '';
  let address = '';
  return {
    name: 'icon-sheet',
    enforce: 'pre',
    buildStart() {
      sheet = sheetOf(folder);
      address = `assets/icons-${createHash('sha256').update(sheet).digest('base64url').slice(0, 8)}.svg`;
    },
    transform: (code, id) =>
      id.includes('/node_modules/') || !code.includes("'@mdi/js'")
        ? null
        : { code: code.replace(IMPORT, (_, list: string) => namesIn(list).map((name) => `const ${name} = '/${address}#${name}';`).join(' ')), map: null },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: address, source: sheet });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!/^\/assets\/icons-[\w-]+\.svg$/.test(request.url ?? '')) return next();
        response.setHeader('content-type', 'image/svg+xml');
        response.end(sheetOf(folder));
      });
    },
  };
}
