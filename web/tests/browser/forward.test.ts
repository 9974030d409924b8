import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a forwarded message', () => {
  it('shows who may see its source, links to it, and hides it from others', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const { page } = alice;
    // A channel of alice alone.
    const secret = await page.evaluate(async () => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const made = await fetch('/api/chat/channels', { method: 'POST', headers, body: JSON.stringify({ name: 'vault', type: 'private' }) });
      return (await made.json()).id as number;
    });
    await alice.open('vault');
    await alice.write('the **combination** is 4711');
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await bob.open('helpdesk');
    await bob.write('who has the combination?');

    // By keyboard alone.
    await alice.reach(alice.message('4711'));
    await page.keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'Forward message' });
    await dialog.getByText('Only people who can see #vault').waitFor();
    await page.keyboard.type('helpd');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('here it is');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');

    await bob.message('here it is').getByText('You can’t see the original message.').waitFor();
    expect(await bob.page.getByText('4711').count()).toBe(0);
    await alice.open('helpdesk');
    await alice.message('here it is').getByText('combination').waitFor();

    // Added to the channel, bob sees it at once; removed, no longer.
    const members = (method: string, path: string, body?: object) =>
      page.evaluate(
        async ([how, where, what]) => {
          const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
          return (await fetch(where, { method: how, headers, ...(what && { body: JSON.stringify(what) }) })).ok;
        },
        [method, path, body] as const,
      );
    expect(await members('POST', `/api/chat/channels/${secret}/members`, { userId: 'bob' })).toBe(true);
    await bob.message('here it is').getByText('combination').waitFor();
    expect(await members('DELETE', `/api/chat/channels/${secret}/members/bob`)).toBe(true);
    await bob.message('here it is').getByText('You can’t see the original message.').waitFor();

    await alice.message('here it is').getByRole('link', { name: /vault/ }).click();
    await page.getByRole('heading', { level: 1, name: 'vault' }).waitFor();
    await alice.message('4711').waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('reaches a person without a comment', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await bob.open('helpdesk');
    await bob.write('the lift is out of order');
    await bob.message('the lift').hover();
    await bob.message('the lift').getByRole('button', { name: 'More actions' }).click();
    await bob.page.getByRole('menuitem', { name: 'Forward message' }).click();
    await bob.page.getByRole('dialog').getByRole('combobox').fill('alice');
    await bob.page.getByRole('option', { name: /Alice/ }).first().click();
    await bob.page.getByRole('button', { name: 'Forward', exact: true }).click();
    await bob.page.getByRole('dialog').waitFor({ state: 'detached' });
    await alice.open('Bob Kowalski');
    await alice.log.getByRole('group', { name: 'Forwarded message' }).getByText('the lift is out of order').waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
