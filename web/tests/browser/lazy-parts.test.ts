// Parts of the page that are fetched when they are first needed: on a slow line, and on none.

import { describe, expect, it } from 'vitest';

import { loggedIn, Visitor, type WindowOptions } from './support/browser';
import { png } from './support/files';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

const login = (username: string): WindowOptions =>
  loggedIn(scene.server.address, scene.server.token(username));

/** Someone whose browser gets a script only once it is let through. */
async function waitingFor(username: string, script: RegExp): Promise<{ visitor: Visitor; letThrough(): void }> {
  const visitor = await Visitor.arrive(scene.browser, scene.server, login(username));
  let letThrough = (): void => undefined;
  const allowed = new Promise<void>((resolve) => (letThrough = resolve));
  await visitor.page.route(script, async (route) => {
    await allowed;
    await route.continue();
  });
  await visitor.visit('/chat');
  await visitor.ready();
  await visitor.open('general');
  await visitor.composer.focus();
  return { visitor, letThrough };
}

describe('what is typed before a part of the page has come', () => {
  it('is sent with the files that were attached to it', async () => {
    const { visitor, letThrough } = await waitingFor('alice', /\/assets\/TrayPart-/);
    const { page } = visitor;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).first().click();
    await (await chooser).setFiles([{ name: 'panel.png', mimeType: 'image/png', buffer: png(30, 20) }]);
    await visitor.write('the panel');
    await visitor.write('and nothing else');
    letThrough();
    await visitor.message('the panel').getByRole('button', { name: 'Open panel.png' }).waitFor();
    await visitor.message('and nothing else').waitFor();
    expect(await visitor.message('and nothing else').locator('[data-files]').count()).toBe(0);
    await visitor.leave();
  });

  it('goes to the switcher, and none of it to the channel', async () => {
    const { visitor, letThrough } = await waitingFor('alice', /\/assets\/parts-/);
    const { page } = visitor;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('netw');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ork');
    letThrough();
    const field = page.getByRole('combobox');
    await field.waitFor();
    await expect.poll(() => field.inputValue()).toBe('network');
    await page.getByRole('option', { name: 'network', selected: true }).waitFor();
    expect(await visitor.composer.inputValue()).toBe('');
    expect(await page.locator('[data-outgoing]').count()).toBe(0);
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(await visitor.composer.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('is forgotten with a dialog that is closed again, and writing goes on', async () => {
    const { visitor, letThrough } = await waitingFor('alice', /\/assets\/parts-/);
    const { page } = visitor;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('never mind');
    await page.keyboard.press('Escape');
    await page.keyboard.type('hello');
    expect(await visitor.composer.inputValue()).toBe('hello');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(' you');
    expect(await visitor.composer.inputValue()).toBe('hello you');
    letThrough();
    expect(visitor.complaints).toEqual([]);
    await visitor.composer.fill('');
    await visitor.leave();
  });

  it('goes to the search, and none of it to the channel', async () => {
    const { visitor, letThrough } = await waitingFor('alice', /\/assets\/parts-/);
    const { page } = visitor;
    await page.keyboard.press('Control+Shift+f');
    await page.keyboard.type('printer');
    await page.keyboard.press('Enter');
    letThrough();
    const field = page.getByRole('complementary').getByRole('combobox');
    await field.waitFor();
    await expect.poll(() => field.inputValue()).toBe('printer');
    expect(await visitor.composer.inputValue()).toBe('');
    expect(await page.locator('[data-outgoing]').count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('goes to the emoji, and opens nothing else', async () => {
    const { visitor, letThrough } = await waitingFor('alice', /\/assets\/EmojiPicker-/);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Insert an emoji' }).press('Enter');
    await page.keyboard.type('piz?');
    await page.keyboard.press('Backspace');
    letThrough();
    const field = page.locator('emoji-picker').getByRole('combobox');
    await expect.poll(() => field.inputValue()).toBe('piz');
    await page.keyboard.type('?');
    expect(await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count()).toBe(0);
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.leave();
  });
});

describe('what is opened first while the server is away', () => {
  it('is there: it was fetched while the page was idle', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server, { ...login('alice'), fetchesAhead: true });
    const { page } = alice;
    await alice.visit('/chat');
    await alice.ready();
    await alice.open('general');
    await alice.write('before it went away');
    const message = alice.message('before it went away').first();
    await message.waitFor();
    const fetched = (): Promise<string> => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).join(' '));
    for (const part of ['parts', 'EmojiPicker', 'FormatBar', 'Completer', 'LoginPage']) {
      await expect.poll(fetched, { timeout: 60_000 }).toMatch(new RegExp(`/assets/${part}-[\\w-]+\\.js`, 'u'));
    }
    // And with them what they import: nothing more comes.
    let before = '';
    while (before !== (before = await fetched())) await page.waitForTimeout(1000);
    await scene.server.kill();
    await page.getByText('No connection.').waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menu').getByRole('menuitem', { name: 'Copy text' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await alice.composer.pressSequentially('@bo');
    await page.getByRole('option').first().waitFor();
    await alice.composer.fill('');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out here' }).click();
    await page.getByLabel('Password').waitFor();
    await scene.server.run();
    await alice.leave();
  });
});

describe('a part that was not fetched before the server went away', () => {
  it('says so in its place, and comes by itself when the server is back', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server, login('alice'));
    // Nothing is fetched ahead.
    await alice.page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    await alice.visit('/chat');
    await alice.ready();
    await alice.open('general');
    await alice.write('before it went away');
    await alice.message('before it went away').first().waitFor();
    await scene.server.kill();
    await alice.page.getByText('No connection.').waitFor();
    await alice.page.keyboard.press('Control+k');
    const failed = alice.page.getByRole('dialog').getByRole('alert');
    await failed.getByText('The server can’t be reached.').waitFor();
    await alice.page.keyboard.press('Enter');
    await failed.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await alice.message('before it went away').first().isVisible()).toBe(true);
    await scene.server.run();
    await alice.page.getByRole('combobox').waitFor();
    await alice.leave();
  });
});

describe('a part that the server has no longer', () => {
  it('says so in its place, and leaves the conversation as it is', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server, login('alice'));
    const { page } = alice;
    await page.route(/\/assets\/parts-/, (route) => route.fulfill({ status: 404, body: 'not found' }));
    await alice.visit('/chat');
    await alice.ready();
    await alice.open('general');
    await alice.write('still here');
    await alice.message('still here').first().waitFor();
    await page.keyboard.press('Control+k');
    const failed = page.getByRole('dialog').getByRole('alert');
    await failed.getByText('This part of the page couldn’t be loaded.').waitFor();
    await failed.getByRole('button', { name: 'Try again' }).click();
    // Chromium asks for a script only once, until the page is loaded anew.
    await failed.getByRole('button', { name: 'Reload' }).waitFor();
    expect(await alice.message('still here').first().isVisible()).toBe(true);
    await page.unroute(/\/assets\/parts-/);
    await failed.getByRole('button', { name: 'Reload' }).click();
    await alice.message('still here').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await alice.leave();
  });
});
