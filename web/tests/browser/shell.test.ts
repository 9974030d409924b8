// The page around the conversation: Back, Tab, and where the focus goes.

import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

/** What has the focus, in a word. */
const focused = (visitor: Visitor): Promise<string> =>
  visitor.page.evaluate(() => document.activeElement?.id || (document.activeElement?.tagName ?? ''));

it('shows its icons, which come from a file of their own', async () => {
  const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
  await alice.page.getByRole('heading', { level: 1 }).waitFor();
  const blank = (): Promise<number> => alice.page.locator('svg use').evaluateAll((uses) => uses.filter((use) => use.checkVisibility() && (use as SVGUseElement).getBBox().width === 0).length);
  expect(await alice.page.locator('svg use').count()).toBeGreaterThan(10);
  await expect.poll(blank).toBe(0);
  await alice.leave();
});

describe('the step back', () => {
  it('closes a dialog and leaves the channel alone, and skips the bare address', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto('about:blank');
    await alice.visit('/chat');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await alice.open('helpdesk');
    await alice.open('general');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.goBack();
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('general');
    // A dialog that was closed leaves no step behind.
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();
    // The switcher leads on in place of its own step.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('general');
    await page.getByRole('option', { name: 'general', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();
    await page.goBack();
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});

describe('the list of messages', () => {
  it('is one stop of the Tab key, with the focused message’s own buttons', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('general');
    for (const text of ['one https://one.example', 'two https://two.example']) await alice.write(text);
    await alice.message('two.example').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    const formatting = page.getByRole('toolbar', { name: 'Formatting' });
    await formatting.waitFor();
    await alice.log.focus();
    // The toolbar is one stop, too.
    await page.keyboard.press('Tab');
    expect(await formatting.locator(':focus').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await focused(alice)).toBe('TEXTAREA');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await focused(alice)).toBe('messages');
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('https://two.example/');
    expect(await page.locator('[data-index][inert]').count()).toBe(0);
    await alice.leave();
  });

  it('keeps the focus on what was deleted', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('helpdesk');
    await alice.write('to be deleted');
    await alice.message('to be deleted').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.log.focus();
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await alice.log.getByText('This message was deleted.').last().waitFor();
    await expect.poll(() => focused(alice)).toBe('ARTICLE');

    await alice.write('and this');
    await alice.message('and this').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message('and this').hover();
    await alice.message('and this').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await alice.message('and this').waitFor({ state: 'detached' });
    await expect.poll(() => focused(alice)).toBe('ARTICLE');
    await alice.leave();
  });
});

describe('the box to write in', () => {
  it('takes room from the list without hiding what comes', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    for (let line = 0; line < 30; line += 1) await bob.write(`line ${line}`);
    await alice.message('line 29').waitFor();
    const atEnd = (): Promise<boolean> =>
      alice.log.evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 2);
    await expect.poll(atEnd).toBe(true);
    await alice.composer.focus();
    for (let line = 0; line < 8; line += 1) {
      await alice.page.keyboard.type('text');
      await alice.page.keyboard.press('Shift+Enter');
    }
    await expect.poll(atEnd).toBe(true);
    await bob.write('seen at once');
    await alice.message('seen at once').waitFor();
    await expect.poll(atEnd).toBe(true);
    await alice.page.getByRole('button', { name: /new message/ }).waitFor({ state: 'detached' });
    await alice.composer.fill('');
    await alice.leave();
    await bob.leave();
  });
});

describe('a conversation with a long message before the first unread one', () => {
  it('opens with the unread one in view', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await alice.write(Array.from({ length: 60 }, (_, line) => `my long report, line ${line}`).join('\n'));
    await bob.message('my long report').waitFor();
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.open('general');
    for (let line = 0; line < 5; line += 1) await bob.write(`unread ${line}`);
    await alice.conversation('helpdesk').getByText('5 unread').waitFor();
    await alice.open('helpdesk');
    await alice.page.locator('[data-new-line]').waitFor();
    const inView = (): Promise<boolean> =>
      alice.message('unread 0').evaluate((row) => {
        const list = document.getElementById('messages')?.getBoundingClientRect();
        const box = row.getBoundingClientRect();
        return list !== undefined && box.top >= list.top && box.bottom <= list.bottom;
      });
    await expect.poll(inView).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});

describe('on paper', () => {
  it('is every loaded message and nothing around them', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { colorScheme: 'dark' });
    const { page } = alice;
    await alice.open('network');
    for (let line = 0; line < 40; line += 1) await alice.write(`printed ${line}`);
    await alice.message('printed 39').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    const tops = await alice.message('printed').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top));
    expect(tops).toHaveLength(40);
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    expect(new Set(tops).size).toBe(40);
    expect(await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight)).toBe(true);
    // "Today" means nothing on a sheet that is read tomorrow.
    const day = page.locator('[data-date]').last();
    expect(await day.evaluate((button) => [getComputedStyle(button).fontSize, getComputedStyle(button, '::after').content])).toEqual(['0px', expect.stringMatching(/\d{4}/)]);
    expect(await alice.composer.isVisible()).toBe(false);
    expect(await alice.conversations.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.dataset['scheme'])).toBe('light');
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await page.evaluate(() => document.documentElement.dataset['scheme'])).toBe('dark');
    await alice.leave();
  });

  it('says how many replies there are, shows all of a long message, and has nothing to click', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    // What comes later is shown as it waits.
    await page.route('**/api/chat/tickets/**', () => undefined);
    await alice.open('helpdesk');
    await alice.write(Array.from({ length: 70 }, (_, line) => `line ${line}`).join('\n'));
    const long = alice.message('line 69');
    await long.waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await page.emulateMedia({ media: 'print' });
    await alice.log.getByText(/^\d repl(y|ies)$/).first().waitFor();
    expect(await long.evaluate((row) => row.getBoundingClientRect().height)).toBeGreaterThan(1000);
    for (const waiting of await page.locator('[aria-busy=true]').all()) expect(await waiting.isVisible()).toBe(false);
    const buttons = await alice.log.getByRole('button').evaluateAll((all: HTMLElement[]) => all.filter((button) => button.checkVisibility()).map((button) => button.innerText || button.ariaLabel));
    expect(buttons.filter((name) => /Call|Show more|Add a reaction|Last reply|Complete/.test(name ?? ''))).toEqual([]);
    await alice.leave();
  });
});
