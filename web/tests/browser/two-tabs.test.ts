import { beforeEach, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** Alice in two tabs of one browser, and Bob elsewhere, who sees what came of it. */
let one: Visitor;
let two: Visitor;
let bob: Visitor;

beforeEach(async () => {
  one = await Visitor.signedIn(scene.browser, scene.server, 'alice');
  two = await one.anotherTab();
  bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
  for (const visitor of [one, two, bob]) await visitor.open('general');
});

/** What starts with `mark`, in the order in which someone sees it; each message is one article. */
async function seen(visitor: Visitor, mark: string): Promise<string[]> {
  const texts = await visitor.message(mark).allInnerTexts();
  return texts.flatMap((text) => new RegExp(`${mark} \\w+`).exec(text) ?? []);
}

/** What the browser holds on disk to be sent, whichever tab wrote it. */
function kept(tab: Visitor): Promise<string[]> {
  return tab.page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('orvale-chat');
        opening.addEventListener('error', () => reject(new Error('no database')));
        opening.addEventListener('success', () => {
          const database = opening.result;
          const reading = database.transaction('outbox').objectStore('outbox').getAll();
          reading.addEventListener('success', () => {
            database.close();
            const found = reading.result as { text: string; order: number }[];
            resolve(found.toSorted((earlier, later) => earlier.order - later.order).map(({ text }) => text));
          });
        });
      }),
  );
}

async function bothOffline(): Promise<void> {
  await scene.server.kill();
  for (const tab of [one, two]) await tab.page.getByText('No connection.').waitFor();
}

async function allOnline(...tabs: Visitor[]): Promise<void> {
  await scene.server.run();
  for (const tab of tabs) {
    await tab.page.getByText('No connection.').waitFor({ state: 'detached' });
    await tab.page.locator('[data-outgoing]').first().waitFor({ state: 'detached' });
  }
}

describe('two tabs of one person', () => {
  it('show what either sends, once', async () => {
    await one.write('tabs one');
    await two.message('tabs one').waitFor();
    await two.write('tabs two');
    await one.message('tabs two').waitFor();
    await bob.write('tabs three');
    for (const visitor of [one, two]) {
      await visitor.message('tabs three').waitFor();
      expect(await seen(visitor, 'tabs')).toEqual(['tabs one', 'tabs two', 'tabs three']);
      expect(visitor.complaints).toEqual([]);
    }
  });

  it('send once what was written in either while the server was dead', async () => {
    await bothOffline();
    await one.write('apart first');
    await one.write('apart second');
    await two.write('apart third');
    await allOnline(one, two);
    for (const visitor of [one, two, bob]) {
      await expect.poll(() => seen(visitor, 'apart'), { timeout: 30_000 }).toHaveLength(3);
      // Each tab keeps its own order.
      const order = await seen(visitor, 'apart');
      expect(order.filter((text) => text !== 'apart third')).toEqual(['apart first', 'apart second']);
    }
    for (const tab of [one, two]) {
      await tab.page.reload();
      await tab.message('apart third').waitFor();
      expect((await seen(tab, 'apart')).toSorted()).toEqual(['apart first', 'apart second', 'apart third']);
    }
  });

  it('send what was left by a tab that was closed before the server came back', async () => {
    await bothOffline();
    await one.write('orphan first');
    await one.write('orphan second');
    await expect.poll(() => kept(two), { timeout: 30_000 }).toEqual(['orphan first', 'orphan second']);
    await one.page.close();
    await allOnline(two);
    for (const visitor of [bob, two]) {
      await expect.poll(() => seen(visitor, 'orphan'), { timeout: 30_000 }).toEqual(['orphan first', 'orphan second']);
    }
  });
});

describe('a draft', () => {
  it('is the same in both tabs, and gone from both once it is sent', async () => {
    await one.composer.pressSequentially('begun in one tab');
    await expect.poll(() => two.composer.inputValue(), { timeout: 30_000 }).toBe('begun in one tab');
    await two.composer.pressSequentially(', ended in the other');
    await expect.poll(() => one.composer.inputValue(), { timeout: 30_000 }).toBe('begun in one tab, ended in the other');
    await one.page.reload();
    await one.message('').first().waitFor();
    expect(await one.composer.inputValue()).toBe('begun in one tab, ended in the other');
    await one.composer.press('Enter');
    await two.message('ended in the other').waitFor();
    await expect.poll(() => two.composer.inputValue(), { timeout: 30_000 }).toBe('');
    await two.page.reload();
    await two.message('ended in the other').waitFor();
    expect(await two.composer.inputValue()).toBe('');
  });

  it('of a conversation that the other tab had open before is the newer one', async () => {
    await two.composer.fill('older words');
    await two.open('helpdesk');
    await expect.poll(() => one.composer.inputValue(), { timeout: 30_000 }).toBe('older words');
    await one.composer.fill('newer words');
    await two.open('general');
    expect(await two.composer.inputValue()).toBe('newer words');
    await two.composer.fill('');
    await expect.poll(() => one.composer.inputValue(), { timeout: 30_000 }).toBe('');
  });

  it('keeps every letter of who types fast', async () => {
    const text = 'the quick brown fox jumps over the lazy dog '.repeat(4).trim();
    await one.composer.pressSequentially(text);
    expect(await one.composer.inputValue()).toBe(text);
    await expect.poll(() => two.composer.inputValue(), { timeout: 30_000 }).toBe(text);
    expect(await one.composer.inputValue()).toBe(text);
    await one.composer.fill('');
    await expect.poll(() => two.composer.inputValue(), { timeout: 30_000 }).toBe('');
  });
});

describe('a login', () => {
  it('that ends in one tab ends calmly in the other, and begins again in both', async () => {
    await two.composer.fill('not sent when it ended');
    await one.page.getByRole('button', { name: 'Log out' }).click();
    await one.page.getByRole('button', { name: 'Log out here' }).click();
    await two.page.getByLabel('Password').waitFor();
    await two.page.getByText('You logged out in another tab.').waitFor();
    expect(await two.page.getByText('Your session was ended').count()).toBe(0);
    expect(two.complaints).toEqual([]);
    await one.signIn('alice');
    await two.conversation('general').waitFor();
    await two.open('general');
    expect(await two.composer.inputValue()).toBe('not sent when it ended');
    await one.write('back in both');
    await two.message('back in both').waitFor();
  });

  it('of someone else in one tab is theirs in the other too', async () => {
    await one.page.getByRole('button', { name: 'Log out' }).click();
    await one.page.getByRole('button', { name: 'Log out here' }).click();
    await one.signIn('carol');
    await two.open('general');
    await two.write('from Carol, in the tab that was of Alice');
    await bob.message('from Carol').getByText('Carol Mendes').waitFor();
  });

  it('that another page puts in place of this one is taken over', async () => {
    const token = scene.server.token('dave');
    // As a page of Orvale does in a tab beside the chat.
    await one.visit('/demo/host');
    await one.page.evaluate((value) => localStorage.setItem('authToken', value), token);
    await two.page.getByRole('button', { name: /Dave Okafor/ }).first().waitFor();
    await two.open('general');
    await two.write('from Dave, in the tab that was of Alice');
    await bob.message('from Dave').getByText('Dave Okafor').waitFor();
    expect(two.complaints).toEqual([]);
  });
});
