// What Vitest writes besides what it shows.

import { join } from 'node:path';

import type { ViteUserConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

type Reporters = Extract<NonNullable<ViteUserConfig['test']>['reporters'], unknown[]>;

/** Names the tests that failed at first and passed when they were repeated, and why: each hides a fault, here or there. */
export const unsteady: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]).filter((test) => test.diagnostic()?.flaky);
    for (const test of tests) {
      const why = test.result().errors?.map(({ message }) => `  ${message}\n`) ?? [];
      process.stdout.write(`passed only when repeated: ${test.module.relativeModuleId} > ${test.fullName}\n${why.join('')}`);
    }
  },
};

/** With the variable TEST_TIMES, a report on how long each file took goes to that folder, as `<name>.xml`. */
export function reporters(name: string): Reporters {
  const folder = process.env['TEST_TIMES'];
  return folder === undefined ? ['default'] : ['default', ['junit', { outputFile: join(folder, `${name}.xml`) }]];
}
