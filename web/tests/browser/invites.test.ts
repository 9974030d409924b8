import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('an invite link', () => {
  it('brings someone into a private channel, who sees what comes after', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const token = await alice.page.evaluate(async () => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const post = async (path: string, body: object): Promise<{ id: number; token: string }> =>
        (await fetch(`/api/chat/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
      const { id } = await post('channels', { name: 'night shift', type: 'private', history: 'since_joining' });
      await post(`channels/${id}/messages`, { message: 'before bob' });
      return (await post(`channels/${id}/invites`, { maxUses: 1 })).token;
    });
    await alice.open('night shift');
    await bob.page.goto(`${new URL(bob.page.url()).origin}/chat/invite/${token}`);
    await bob.page.getByText('night shift').first().waitFor();
    await bob.page.getByRole('button', { name: 'Join channel' }).click();
    await alice.message('Bob').last().waitFor();
    await alice.write('welcome aboard');
    await bob.message('welcome aboard').waitFor();
    expect(await bob.message('before bob').count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});
