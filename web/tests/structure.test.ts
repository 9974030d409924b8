// @vitest-environment node
// What the linter does not check of how the page is built; that features never import each other it does.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

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
