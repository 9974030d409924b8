// What Vitest writes besides what it shows.

import { join } from 'node:path';

import type { ViteUserConfig } from 'vitest/config';

type Reporters = NonNullable<ViteUserConfig['test']>['reporters'];

/** With the variable TEST_TIMES, a report on how long each file took goes to that folder, as `<name>.xml`. */
export function reporters(name: string): Reporters {
  const folder = process.env['TEST_TIMES'];
  return folder === undefined ? ['default'] : ['default', ['junit', { outputFile: join(folder, `${name}.xml`) }]];
}
