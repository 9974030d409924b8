// What is kept of a test that failed, to see afterwards what happened.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { BrowserContext } from 'playwright-core';
import type { RunnerTestCase } from 'vitest';

/** Holds a folder for each failed test of the last run, with one for each attempt. Git ignores it. */
export const FAILURES = join(import.meta.dirname, '../../../test-failures');

/** Keeps what the tabs of each window show, in pictures and as HTML, its trace, and what the server logged. */
export async function keepFailure(
  test: Readonly<RunnerTestCase>,
  windows: readonly BrowserContext[],
  serverLog: string,
): Promise<void> {
  const folder = join(FAILURES, nameOf(test), `attempt-${(test.result?.retryCount ?? 0) + 1}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'server.log'), serverLog);
  for (const [index, context] of windows.entries()) {
    const window = join(folder, `window-${index + 1}`);
    for (const [tab, page] of context.pages().entries()) {
      const path = `${window}-tab-${tab + 1}`;
      // A page that hangs gives no picture.
      await page.screenshot({ path: `${path}.png`, timeout: 5000 }).catch(() => undefined);
      const html = await Promise.race([page.content().catch(() => null), setTimeout(5000, null)]);
      if (html !== null) await writeFile(`${path}.html`, html);
    }
    // Refused for a window whose browser is gone.
    await context.tracing.stop({ path: `${window}.zip` }).catch(() => undefined);
  }
}

/** File and test, in characters that every file system takes. */
function nameOf(test: Readonly<RunnerTestCase>): string {
  const file = test.file.name.replace(/^.*\//, '').replace(/\.test\.ts$/, '');
  return join(file, test.fullTestName.replaceAll(/[^\w.-]+/g, ' ').trim().slice(0, 120));
}
