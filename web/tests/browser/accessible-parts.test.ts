// Parts of the page and the widget that open over others: axe finds nothing wrong with them.

import { afterAll, describe, expect, it } from 'vitest';

import { violations } from './support/axe';
import { Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

async function post(username: string, path: string, body: object): Promise<{ id: number; seq: number }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${scene.server.token(username)}` };
  const response = await fetch(`${scene.server.address}/api/chat${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as { id: number; seq: number };
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  const options = { colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;

  it('search results, the dialog of dates, tables and linked messages have no violation', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', options);
    const { page } = alice;
    await alice.open('helpdesk');
    await alice.write('| printer | floor |\n| --- | ---: |\n| north | 3 |\n| south | 12 |');
    await alice.log.getByRole('table').waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    const { pathname } = new URL(page.url());
    const linked = await post('alice', `${pathname.replace('/chat/c/', '/channels/')}/messages`, { message: 'a linked one' });
    await alice.write(`as in ${scene.server.address}${pathname}/${linked.seq}`);
    await alice.message('as in').getByRole('group', { name: 'Linked message' }).waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press('Control+Shift+f');
    const pane = page.getByRole('complementary');
    await pane.getByRole('combobox').fill('printer');
    await page.keyboard.press('Enter');
    await pane.locator('mark').first().waitFor();
    expect(await violations(page)).toEqual([]);

    await page.locator('#messages').getByTitle('Jump to a date').last().click();
    await page.getByRole('dialog').getByRole('grid').waitFor();
    expect(await violations(page)).toEqual([]);
    await alice.leave();
  });

  it('threads and notifications in the widget have no violation', async () => {
    const channels = await fetch(`${scene.server.address}/api/chat/channels`, { headers: { authorization: `Bearer ${scene.server.token('alice')}` } });
    const { items } = (await channels.json()) as { items: { id: number; name: string }[] };
    const path = `/channels/${items.find(({ name }) => name === 'general')?.id}/messages`;
    const root = await post('alice', path, { message: '@bob the printer smokes' });
    await post('bob', path, { message: 'which one?', threadId: root.id });
    await post('alice', path, { message: 'the | one |', threadId: root.id });
    const bob = await Guest.arrive(scene, site, 'bob', options);
    // The page around it is rude on purpose: only the widget is judged.
    const widget = 'orvale-chat-widget';
    await bob.launcher.click();
    await bob.page.getByRole('button', { name: /Thread in #general/ }).waitFor();
    await bob.page.getByRole('button', { name: /^Notifications/ }).click();
    await bob.page.getByRole('list', { name: 'Notifications' }).waitFor();
    expect(await violations(bob.page, { within: widget })).toEqual([]);
    await bob.page.getByRole('button', { name: /Thread in #general/ }).click();
    await bob.bubble('which one?').waitFor();
    expect(await violations(bob.page, { within: widget })).toEqual([]);
    await bob.page.getByRole('button', { name: 'Back to the conversation' }).click();
    await bob.page.getByRole('button', { name: /2 replies/ }).waitFor();
    expect(await violations(bob.page, { within: widget })).toEqual([]);
    await bob.leave();
  });
});
