import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

async function post(visitor: Visitor, path: string, body: object): Promise<{ id: number; seq: number }> {
  return visitor.page.evaluate(
    async ([where, what]) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      return (await fetch(where, { method: 'POST', headers, body: JSON.stringify(what) })).json();
    },
    [path, body] as const,
  );
}

describe('a link to a message', () => {
  it('shows the message to whoever may see it, and follows its changes', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const vault = await post(alice, '/api/chat/channels', { name: 'vault', type: 'private' });
    const root = await post(alice, `/api/chat/channels/${vault.id}/messages`, { message: 'the **combination** is 4711' });
    const reply = await post(alice, `/api/chat/channels/${vault.id}/messages`, { message: 'or 4712', threadId: root.id });
    const address = `${scene.server.address}/chat/c/${vault.id}`;
    for (const visitor of [alice, bob]) await visitor.open('helpdesk');
    await alice.write(`kept in ${address}/${root.seq} and ${address}?pane=thread:${root.id}.${reply.seq}`);

    const cards = (visitor: Visitor) => visitor.message('kept in').getByRole('group', { name: 'Linked message' });
    await cards(alice).filter({ hasText: 'combination is 4711' }).waitFor();
    await cards(alice).filter({ hasText: 'or 4712' }).waitFor();
    await bob.message('kept in').getByRole('link').first().waitFor();
    expect(await cards(bob).count()).toBe(0);
    expect(await bob.page.getByText('4711').count()).toBe(0);

    // Who joins sees it.
    await post(alice, `/api/chat/channels/${vault.id}/members`, { userId: 'bob' });
    await cards(bob).filter({ hasText: 'combination is 4711' }).waitFor();

    // Edited where it stands, it changes here; a click leads there.
    await cards(alice).filter({ hasText: 'combination' }).getByRole('link', { name: /vault/ }).click();
    await alice.page.getByRole('heading', { level: 1, name: 'vault' }).waitFor();
    await alice.reach(alice.message('4711'));
    await alice.page.keyboard.press('e');
    const box = alice.log.getByRole('textbox');
    await box.fill('the **combination** is 0815');
    await box.press('Enter');
    await cards(bob).filter({ hasText: 'combination is 0815' }).waitFor();

    await bob.page.keyboard.press('Escape');
    await cards(bob).filter({ hasText: 'or 4712' }).getByRole('link', { name: /vault/ }).click();
    await bob.page.getByRole('complementary').getByText('or 4712').waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
