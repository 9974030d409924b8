// What a slow line shows first: the outline of the page, which comes with the document, and then people by their names.

import { expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();
/** What 50 kB/s carry in half a second. */
const HALF_A_SECOND = 25_000;

/** What waits for it goes on once it is opened. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

it('shows the outline of the page before any script, and nobody by the user name', async () => {
  const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
  const { page } = alice;
  await page.getByRole('heading', { level: 1 }).waitFor();
  const scripts = gate();
  await page.route(/\.js$/, async (route) => {
    await scripts.opened;
    await route.continue();
  });
  const socket = gate();
  await page.routeWebSocket(/api\/chat\/ws/, async (near) => {
    await socket.opened;
    near.connectToServer();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.locator('.shell').waitFor();
  expect(await page.evaluate(() => performance.getEntriesByType('navigation').map((entry) => (entry as PerformanceNavigationTiming).transferSize)[0])).toBeLessThan(HALF_A_SECOND);

  scripts.open();
  await page.locator('.shell').waitFor({ state: 'detached' });
  expect(await page.locator('body').innerText()).not.toMatch(/\b(alice|bob|carol|dave)\b/);
  socket.open();
  await alice.conversation('general').waitFor();
  await alice.conversation('Bob Kowalski').waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/\b(alice|bob|carol|dave)\b/);
  expect(alice.complaints).toEqual([]);
  await alice.leave();
});
