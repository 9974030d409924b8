import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** Asks the server for something with the visitor's login. */
function ask(visitor: Visitor, method: string, path: string, body?: unknown): Promise<unknown> {
  return visitor.page.evaluate(
    async ([how, where, what]) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const answer = await fetch(`/api/chat${String(where)}`, { method: String(how), headers, body: what as string | undefined });
      return answer.status === 204 ? null : ((await answer.json()) as unknown);
    },
    [method, path, body === undefined ? undefined : JSON.stringify(body)],
  );
}

async function createChannel(alice: Visitor, name: string): Promise<number> {
  const { id } = (await ask(alice, 'POST', '/channels', { name, type: 'public' })) as { id: number };
  return id;
}

async function say(alice: Visitor, channelId: number, count: number, text: string): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await ask(alice, 'POST', `/channels/${channelId}/messages`, { message: `${text} ${number}` });
  }
}

/** Waits until the New line is in view and what is below it was seen; tells up to where. */
async function readFromNewLine(bob: Visitor, channelId: number, before: number): Promise<number> {
  const line = bob.page.locator('[data-new-line]');
  await line.waitFor();
  const read = async (): Promise<number> => ((await ask(bob, 'GET', `/channels/${channelId}`)) as { lastReadSeq: number }).lastReadSeq;
  await expect.poll(read).toBeGreaterThan(before);
  const [log, at] = [await bob.log.boundingBox(), await line.boundingBox()];
  expect(at?.y ?? -1).toBeGreaterThanOrEqual(log?.y ?? 0);
  expect(at?.y ?? Infinity).toBeLessThan((log?.y ?? 0) + (log?.height ?? 0));
  return read();
}

/** No window of the tests shows as many messages at once. */
const SEEN_AT_MOST = 29;

describe('a channel that was never opened', () => {
  it.each([45, 150])('opens at the first of %i messages, and leaves unread what was not seen', async (count) => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const name = `fresh-${count}-words`;
    const id = await createChannel(alice, name);
    await ask(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' });
    await say(alice, id, count, 'word');
    await bob.conversation(name).getByText(`${count > 99 ? '99+' : count} unread`).waitFor();
    await bob.open(name);
    // Two took the two people in.
    expect(await readFromNewLine(bob, id, 2)).toBeLessThan(2 + SEEN_AT_MOST);
    expect(await bob.message('word 1').first().isVisible()).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});

describe('a channel that was read', () => {
  it.each([30, 150])('opens at the first of %i new messages', async (missed) => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const name = `known-${missed}-words`;
    const id = await createChannel(alice, name);
    await ask(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' });
    await say(alice, id, 160, 'a word that was read already, which is number');
    await bob.open(name);
    await bob.log.waitFor();
    await bob.composer.press('Escape');
    await bob.conversation(name).getByText('unread').waitFor({ state: 'detached' });
    await bob.message('number 160').waitFor();
    // As far up as everything is loaded.
    const upwards = async (): Promise<boolean> => {
      await bob.log.hover();
      await bob.page.mouse.wheel(0, -3000);
      return bob.page.getByText('This is the beginning of').isVisible();
    };
    await expect.poll(upwards, { timeout: 20_000 }).toBe(true);
    await bob.open('general');
    const { seq: before } = (await ask(bob, 'GET', `/channels/${id}`)) as { seq: number };
    await say(alice, id, missed, 'missed');
    await bob.conversation(name).getByText(`${missed > 99 ? '99+' : missed} unread`).waitFor();
    await bob.open(name);
    expect(await readFromNewLine(bob, id, before)).toBeLessThan(before + SEEN_AT_MOST);
    expect(await bob.message('missed 1').first().isVisible()).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});
