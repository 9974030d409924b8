// Windows that are small since the page is enlarged, and paper.

import { expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

it('shows messages, the box and all of the bar in a window of 320 by 256 pixels', async () => {
  const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 320, height: 256 } });
  const { page } = alice;
  const right = await page.getByRole('button', { name: /Profile/ }).evaluate((button) => button.getBoundingClientRect().right);
  expect(right).toBeLessThanOrEqual(320);
  await alice.visit('/chat/c/1');
  await page.locator('[data-composer] textarea').waitFor();
  const seen = await page.getByRole('log').evaluate((log) => log.getBoundingClientRect().height);
  expect(seen).toBeGreaterThan(256 / 3);
  const send = await page.getByRole('button', { name: 'Send', exact: true }).evaluate((button) => button.getBoundingClientRect().bottom);
  expect(send).toBeLessThanOrEqual(256);
  expect(alice.complaints).toEqual([]);
  await alice.leave();
});
