// Threads in the widget: bob on another site, alice on the chat page or over REST.

import { afterAll, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

async function call<T>(username: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${scene.server.address}/api/chat${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.server.token(username)}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${response.url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Writes to #general, or into a thread there. */
async function say(username: string, message: string, threadId?: number): Promise<{ id: number }> {
  const { items } = await call<{ items: { id: number; name: string }[] }>(username, 'GET', '/channels');
  const general = items.find(({ name }) => name === 'general');
  return call(username, 'POST', `/channels/${general?.id}/messages`, { message, threadId });
}

describe('a thread in the widget', () => {
  it('opens from its number of replies, is answered there, and stays out of the conversation', async () => {
    const root = await say('alice', 'the printer smokes');
    await say('alice', 'it is *hot*', root.id);
    const bob = await Guest.arrive(scene, site, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await bob.open('general');
    await bob.bubble('the printer smokes').waitFor();
    expect(await bob.bubble('it is hot').count()).toBe(0);
    await bob.page.getByRole('button', { name: '1 reply' }).click();
    await bob.page.getByRole('heading', { name: 'Thread' }).waitFor();
    await bob.bubble('it is hot').waitFor();
    await bob.bubble('the printer smokes').waitFor();
    await bob.page.getByPlaceholder('Reply in thread').fill('unplug it');
    await bob.page.getByPlaceholder('Reply in thread').press('Enter');
    await bob.bubble('unplug it').waitFor();
    await alice.message('the printer smokes').getByText('2 replies').click();
    await alice.page.getByRole('article').filter({ hasText: 'unplug it' }).waitFor();
    // Back leads to the conversation, which shows the number and not the replies.
    await bob.page.getByRole('button', { name: 'Back to the conversation' }).click();
    await bob.page.getByRole('button', { name: '2 replies' }).waitFor();
    expect(await bob.bubble('unplug it').count()).toBe(0);
    await bob.leave();
    await alice.leave();
  });

  it('stands above the conversations while it has unread replies, and is read by looking at it', async () => {
    const root = await say('alice', 'who has the key?');
    await say('bob', 'me', root.id);
    const bob = await Guest.arrive(scene, site, 'bob');
    await bob.launcher.click();
    await bob.row('general').waitFor();
    await say('alice', 'thank you', root.id);
    const row = bob.page.getByRole('list', { name: 'Threads with unread replies' }).getByRole('button', { name: /Thread in #general/ });
    await row.waitFor();
    await row.getByRole('img', { name: '1 unread' }).waitFor();
    await row.click();
    await bob.bubble('thank you').waitFor();
    await expect.poll(async () => (await call<{ unreadThreads: number }>('bob', 'GET', '/threads')).unreadThreads).toBe(0);
    await bob.page.getByRole('button', { name: 'Back to the conversation' }).click();
    await bob.page.getByRole('button', { name: 'Back to conversations' }).click();
    await bob.row('general').waitFor();
    expect(await row.count()).toBe(0);
    await bob.leave();
  });
});
