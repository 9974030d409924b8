import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

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

async function lastRead(visitor: Visitor, channelId: number): Promise<number> {
  const { lastReadSeq } = (await ask(visitor, 'GET', `/channels/${channelId}`)) as { lastReadSeq: number };
  return lastReadSeq;
}

/** Waits until some of the new messages are marked as read, with the New line in view, and tells how far. */
async function readAtNewLine(bob: Visitor, channelId: number, before: number): Promise<number> {
  const line = bob.page.locator('[data-new-line]');
  await line.waitFor();
  await expect.poll(() => lastRead(bob, channelId)).toBeGreaterThan(before);
  const [log, at] = [await bob.log.boundingBox(), await line.boundingBox()];
  expect(at?.y ?? -1).toBeGreaterThanOrEqual(log?.y ?? 0);
  expect(at?.y ?? Infinity).toBeLessThan((log?.y ?? 0) + (log?.height ?? 0));
  return (await lastRead(bob, channelId)) - before;
}

describe('a channel that was never opened', () => {
  it.each([45, 150])('opens at the first of %i messages, and leaves unread what was not seen', async (count) => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const name = `fresh-${count}-words`;
    const id = await createChannel(alice, name);
    await ask(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' });
    await say(alice, id, count, 'word');
    await bob.conversation(name).getByText(`${count > 99 ? '99+' : count} unread`).waitFor();
    const unreadFrom = await lastRead(bob, id);
    await bob.open(name);
    expect(await readAtNewLine(bob, id, unreadFrom)).toBeLessThan(40);
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
    await say(alice, id, 160, 'a word that was read already, and as long as it takes to fill a second line of the list with, which is a lot of words to read and many more to write, until it says its number');
    // What was written before one came is read.
    await ask(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' });
    await bob.open(name);
    await bob.log.waitFor();
    await bob.message('number 160').waitFor();
    // As far up as everything is loaded.
    const upwards = async (): Promise<boolean> => {
      await bob.log.hover();
      await bob.page.mouse.wheel(0, -3000);
      return bob.page.getByText('This is the beginning of').isVisible();
    };
    await expect.poll(upwards, { timeout: 20_000 }).toBe(true);
    const before = await lastRead(bob, id);
    await bob.open('general');
    await say(alice, id, missed, 'missed');
    await bob.conversation(name).getByText(`${missed > 99 ? '99+' : missed} unread`).waitFor();
    await bob.open(name);
    expect(await readAtNewLine(bob, id, before)).toBeLessThan(29);
    expect(await bob.message('missed 1').first().isVisible()).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});
