// What is kept of a test that failed, to see afterwards what happened.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BrowserContext } from 'playwright-core';
import type { RunnerTestCase } from 'vitest';

/** Holds a folder for each failed test of the last run. Git ignores it. */
export const FAILURES = join(import.meta.dirname, '../../../test-failures');

/** Keeps what the tabs of each window show, its trace if it has one, and what the server logged. */
export async function keepFailure(
  test: Readonly<RunnerTestCase>,
  windows: readonly BrowserContext[],
  serverLog: string,
): Promise<void> {
  const folder = join(FAILURES, nameOf(test));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'server.log'), serverLog);
  for (const [index, context] of windows.entries()) {
    const window = join(folder, `window-${index + 1}`);
    for (const [tab, page] of context.pages().entries()) {
      // A page that hangs gives no picture.
      await page.screenshot({ path: `${window}-tab-${tab + 1}.png`, timeout: 5000 }).catch(() => undefined);
    }
    // Refused for a window that was not traced.
    await context.tracing.stop({ path: `${window}.zip` }).catch(() => undefined);
  }
}

/** File and test, in characters that every file system takes. */
function nameOf(test: Readonly<RunnerTestCase>): string {
  const file = test.file.name.replace(/^.*\//, '').replace(/\.test\.ts$/, '');
  return join(file, test.fullTestName.replaceAll(/[^\w.-]+/g, ' ').trim().slice(0, 120));
}
