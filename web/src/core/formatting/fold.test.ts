// @vitest-environment node
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { fold } from './fold';

it('folds as the server does', async () => {
  const file = join(import.meta.dirname, '../../../../entity/src/search/folding.json');
  const examples = JSON.parse(await readFile(file, 'utf8')) as [string, string][];
  expect(examples.length).toBeGreaterThan(20);
  expect(examples.map(([text]) => [text, fold(text)])).toEqual(examples);
});
