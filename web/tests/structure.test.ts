// @vitest-environment node
// What the linter does not check of how the page is built.

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { expect, it } from 'vitest';

import { scopedName } from '../scripts/class-names';

const SOURCES = join(import.meta.dirname, '../src');

/** Path → text of every script below some of the folders. */
async function sourcesIn(...folders: string[]): Promise<[string, string][]> {
  const names = await Promise.all(folders.map((folder) => readdir(join(SOURCES, folder), { recursive: true }).then((found) => found.map((name) => `${folder}/${name}`))));
  const scripts = names.flat().filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name));
  return Promise.all(scripts.map(async (name) => [name, await readFile(join(SOURCES, name), 'utf8')] as [string, string]));
}

it('lets no view ask REST or change the state: that is the session’s', async () => {
  const sources = await sourcesIn('app', 'features', 'shared');
  expect(sources.length).toBeGreaterThan(100);
  const wrong = sources.filter(([, text]) => /\b(?!styles\b)\w+\.rest\b|\bstore\.dispatch\(/.test(text)).map(([name]) => name);
  expect(wrong).toEqual([]);
});

/** The styles of page and widget. */
const STYLES = /^(?:app|features|shared|widget)\/.*\.css$/;

/** A colour as it is, or a shadow that is blurred. Without a blur it is a line. */
const LITERAL = /#[\da-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\((?!from)|(?:shadow:|,) *(?:inset )?(?:0|-?\d+px) (?:0|-?\d+px) [1-9]\d*px/i;

it('takes colours and shadows from tokens, or from properties with names', async () => {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => STYLES.test(name));
  const literal = await Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(SOURCES, name), 'utf8')).split('\n');
      return lines.filter((line) => LITERAL.test(line) && !/^\s*--/.test(line)).map((line) => `${name}: ${line.trim()}`);
    }),
  );
  expect(literal.flat()).toEqual([]);
});

it('takes sizes of text and spacing from the tokens', async () => {
  const tokens = new Map(Array.from((await readFile(join(SOURCES, 'tokens.css'), 'utf8')).matchAll(/(--(type|space)-\w+): (\w+);/g), ([, name, kind, size]) => [`${kind} ${size}`, name]));
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => STYLES.test(name));
  expect(names.length).toBeGreaterThan(20);
  const literal = await Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(SOURCES, name), 'utf8')).matchAll(/^\s*(font-size|padding(?:-\w+)*|margin(?:-\w+)*|gap): ([^;()]+);/gm);
      return Array.from(lines, ([, property = '', value = '']) => ({ property, sizes: value.split(' ') })).flatMap(({ property, sizes }) =>
        sizes.filter((size) => tokens.has(`${property === 'font-size' ? 'type' : 'space'} ${size}`)).map((size) => `${name}: ${property} ${size}`),
      );
    }),
  );
  expect(literal.flat()).toEqual([]);
});

it('gives two modules of styles no class of the same name', async () => {
  const modules = (await readdir(SOURCES, { recursive: true })).filter((name) => name.endsWith('.module.css'));
  for (const name of modules) {
    const text = await readFile(join(SOURCES, name), 'utf8');
    for (const [, own = ''] of text.matchAll(/\.([a-z][A-Za-z0-9]*)(?=[\s{:,.[>)])/g)) scopedName(own, join(SOURCES, name));
  }
  expect(() => scopedName('due', '/elsewhere/Due.module.css')).toThrow('due_');
  expect(scopedName('due', `${SOURCES}/features/tickets/Due.module.css?used`)).toBe(scopedName('due', `${SOURCES}/features/tickets/Due.module.css`));
});

/** What a script imports by a relative path, at once or later, as paths below the sources. */
function importsOf(name: string, text: string): string[] {
  const paths = text.matchAll(/\b(?:from|import)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`]+)\1/g);
  return Array.from(paths, ([, , path = '']) => join(dirname(name), path));
}

/** The feature whose file this is, if any's. */
function featureOf(path: string): string | undefined {
  return /^features\/([^/]+)/.exec(path)?.[1];
}

it('finds every way to import', () => {
  const text = `import a from '../pins/a'; export * from "./b"; import './c.css'; const d = () => import('../../d');\nimport {\n  e,\n} from '../../pins/e';`;
  expect(importsOf('features/calls/media/x.ts', text)).toEqual(['features/calls/pins/a', 'features/calls/media/b', 'features/calls/media/c.css', 'features/d', 'features/pins/e']);
});

it('lets no feature import another, from no folder and at no time', async () => {
  const sources = await sourcesIn('features');
  const imports = sources.flatMap(([name, text]) => importsOf(name, text).map((path) => [name, path] as const));
  expect(imports.length).toBeGreaterThan(1000);
  const wrong = imports.filter(([name, path]) => featureOf(path) !== undefined && featureOf(path) !== featureOf(name));
  expect(wrong.map(([name, path]) => `${name} imports ${path}`)).toEqual([]);
});
