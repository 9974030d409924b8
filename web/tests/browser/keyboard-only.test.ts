import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('without a mouse', () => {
  it('everything that matters can be done', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    const { keyboard } = page;
    await page.getByRole('heading', { level: 1 }).waitFor();

    await keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await keyboard.type('general');
    await page.getByRole('option', { name: 'general' }).first().waitFor();
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();

    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await keyboard.type('by keyboard @bo');
    await page.getByRole('option', { name: /Bob Kowalski/ }).waitFor();
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await alice.message('by keyboard @Bob Kowalski').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });

    await keyboard.press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit' }).waitFor();
    await keyboard.press('End');
    await keyboard.type('!');
    await keyboard.press('Enter');
    await alice.message('by keyboard').getByText('(edited)').waitFor();

    await alice.log.focus();
    await keyboard.press('ArrowUp');
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');
    await keyboard.press('r');
    await page.getByText('Replying to Alice Nguyen').waitFor();
    await keyboard.press('Escape');
    await page.getByText('Replying to Alice Nguyen').waitFor({ state: 'detached' });

    await alice.composer.focus();
    await keyboard.press('Control+Shift+f');
    const search = page.getByRole('complementary', { name: 'Search' });
    await search.getByRole('combobox').waitFor();
    await keyboard.type('KEYBOARD');
    await search.locator('mark').filter({ hasText: /^keyboard$/ }).first().waitFor();
    await keyboard.press('Escape');
    await search.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');

    await keyboard.press('Alt+ArrowDown');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent !== 'general');
    await keyboard.press('Control+k');
    await page.getByRole('option', { name: 'general', selected: true }).waitFor();
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    await keyboard.press('Control+Shift+m');
    await page.getByRole('complementary', { name: 'Members' }).waitFor();
    await keyboard.press('Control+Shift+m');

    await alice.log.focus();
    await keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.waitFor();
    await keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('messages');
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
