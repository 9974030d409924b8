import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('the day above a message', () => {
  it('leads to other days, by mouse and by keyboard', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    const { keyboard } = page;
    await alice.open('general');
    const dialog = page.getByRole('dialog', { name: 'Jump to a date' });
    const days = page.locator('#messages').getByTitle('Jump to a date');
    await days.last().click();
    await dialog.getByRole('button', { name: 'First message' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.url()).toMatch(/\/chat\/c\/\d+\/\d+$/);
    const first = page.locator('#messages article[class*=highlighted]');
    await first.waitFor();

    // From the message, back to the day that stands above it.
    await page.locator('#messages [data-index]').filter({ has: page.getByTitle('Jump to a date') }).first().getByRole('article').last().focus();
    await keyboard.press('Shift+Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('title'))).toBe('Jump to a date');
    await keyboard.press('Enter');
    await dialog.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role=grid]') !== null)).toBe(true);
    await keyboard.press('ArrowRight');
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('title'))).toBe('Jump to a date');
    const before = page.url();
    await keyboard.press('Enter');
    await dialog.waitFor();
    await keyboard.press('End');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.url()).not.toBe(before);
    expect(alice.complaints).toEqual([]);
  });
});
