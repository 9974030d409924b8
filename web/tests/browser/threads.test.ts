import { describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** The thread that is open beside the conversation. */
const pane = (visitor: Visitor): Locator => visitor.page.getByRole('complementary', { name: 'Thread', exact: true });
const replyBox = (visitor: Visitor): Locator => pane(visitor).getByRole('textbox', { name: 'Reply in thread' });
const inThread = (visitor: Visitor, text: string): Locator => pane(visitor).getByRole('article').filter({ hasText: text });
const inChannel = (visitor: Visitor, text: string): Locator => visitor.page.locator('#messages').getByRole('article').filter({ hasText: text });
const inbox = (visitor: Visitor): Locator => visitor.conversations.getByRole('button', { name: /^Threads/ });
/** The line below a message that leads to its replies. */
const line = (visitor: Visitor, text: string): Locator => inChannel(visitor, text).getByRole('button', { name: /\d+ repl/ });

async function writeInChannel(visitor: Visitor, text: string): Promise<void> {
  const box = visitor.page.getByRole('main').locator('[data-composer] textarea');
  await box.fill(text);
  await box.press('Enter');
  await inChannel(visitor, text).and(visitor.page.locator('[data-message]')).waitFor();
}

async function reply(visitor: Visitor, text: string): Promise<void> {
  await replyBox(visitor).fill(text);
  await replyBox(visitor).press('Enter');
  await inThread(visitor, text).and(visitor.page.locator('[data-message]')).waitFor();
}

/** Everyone in the same channel, where bob has replied to alice and has the thread open. */
async function gather(): Promise<[alice: Visitor, bob: Visitor, carol: Visitor]> {
  const arrive = async (name: string): Promise<Visitor> => {
    const visitor = await Visitor.signedIn(scene.browser, scene.server, name);
    await visitor.open('general');
    return visitor;
  };
  const [alice, bob, carol] = [await arrive('alice'), await arrive('bob'), await arrive('carol')];
  await writeInChannel(alice, 'the projector flickers');
  await inChannel(bob, 'projector').hover();
  await inChannel(bob, 'projector').getByRole('button', { name: 'Reply in thread' }).click();
  await pane(bob).getByText('the projector flickers').waitFor();
  await expect.poll(() => replyBox(bob).evaluate((box) => box === document.activeElement)).toBe(true);
  await reply(bob, 'try another cable');
  return [alice, bob, carol];
}

async function openThread(visitor: Visitor): Promise<void> {
  await line(visitor, 'projector').click();
  await inThread(visitor, 'another cable').waitFor();
}

describe('three people in a thread', () => {
  it('reply beside the channel, and are told how many replies there are', async () => {
    const [alice, bob, carol] = await gather();
    expect(await inChannel(bob, 'another cable').count()).toBe(0);
    await line(alice, 'projector').getByText('1 reply').waitFor();
    await line(alice, 'projector').getByText('1 new').waitFor();
    await expect.poll(() => inbox(alice).textContent()).toContain('1');

    // Who writes in it follows it; who only looks does not.
    await openThread(carol);
    expect(await inbox(carol).textContent()).toBe('Threads');
    await pane(carol).getByRole('button', { name: 'Follow thread' }).click();
    await pane(carol).getByRole('button', { name: 'Unfollow thread' }).waitFor();
    await reply(carol, 'or another projector');
    await inThread(bob, 'another projector').waitFor();
    await line(alice, 'projector').getByText('2 new').waitFor();
    await line(alice, 'projector').click();
    await inThread(alice, 'another projector').waitFor();
    await line(alice, 'projector').getByText('2 new').waitFor({ state: 'detached' });
    await expect.poll(() => inbox(alice).textContent()).toBe('Threads');
    expect([...alice.complaints, ...bob.complaints, ...carol.complaints]).toEqual([]);
  });

  it('close it by going back, and then leave the channel', async () => {
    const [, bob] = await gather();
    const heading = (name: string): Locator => bob.page.getByRole('heading', { level: 1, name });
    await bob.page.goBack();
    await pane(bob).waitFor({ state: 'detached' });
    expect(await heading('general').isVisible()).toBe(true);
    await bob.page.goForward();
    await inThread(bob, 'another cable').waitFor();
    // Another channel leads on from it, and back to it.
    await bob.open('helpdesk');
    await pane(bob).waitFor({ state: 'detached' });
    await bob.page.goBack();
    await inThread(bob, 'another cable').waitFor();
    await bob.page.reload();
    await inThread(bob, 'another cable').waitFor();
    // Closed by its button it leaves no step behind.
    await pane(bob).getByRole('button', { name: 'Close' }).click();
    await pane(bob).waitFor({ state: 'detached' });
    await bob.open('helpdesk');
    await bob.page.goBack();
    await heading('general').waitFor();
    expect(await pane(bob).count()).toBe(0);

    // Opened along with its channel, it is one step with it.
    await bob.open('helpdesk');
    await inbox(bob).click();
    await bob.page.getByRole('complementary', { name: 'Threads' }).getByRole('button', { name: /projector/ }).click();
    await inThread(bob, 'another cable').waitFor();
    await bob.page.goBack();
    await heading('helpdesk').waitFor();
    expect(bob.complaints).toEqual([]);
  });

  it('see edits and reactions there, and what was sent to the channel in both', async () => {
    const [alice, bob, carol] = await gather();
    await openThread(alice);
    await openThread(carol);
    await reply(carol, 'or another projector');
    await replyBox(carol).press('ArrowUp');
    await carol.page.getByRole('textbox', { name: 'Edit' }).fill('or a new projector');
    await carol.page.getByRole('textbox', { name: 'Edit' }).press('Enter');
    await inThread(alice, 'a new projector').getByText('(edited)').waitFor();
    await inThread(alice, 'a new projector').hover();
    await inThread(alice, 'a new projector').getByRole('button', { name: 'Add a reaction: 👍' }).click();
    await inThread(bob, 'a new projector').getByRole('button', { name: /Alice Nguyen reacted/ }).waitFor();

    await pane(bob).getByRole('checkbox', { name: 'Also send to #general' }).check();
    await reply(bob, 'it was the cable');
    await inChannel(alice, 'it was the cable').getByRole('button', { name: 'View thread' }).waitFor();
    await inThread(alice, 'it was the cable').getByText('Also sent to #general').waitFor();
    expect(await pane(bob).getByRole('checkbox').isChecked()).toBe(false);
  });

  it('find a thread again by its inbox and its link, with what was begun in it', async () => {
    const [, bob, carol] = await gather();
    await openThread(carol);
    await reply(carol, 'a reply in the middle');
    await replyBox(carol).fill('begun here');
    const address = carol.page.url();
    expect(address).toMatch(/\?pane=thread:\d+$/);
    await carol.page.reload();
    await expect.poll(() => replyBox(carol).inputValue()).toBe('begun here');
    await replyBox(carol).press('Escape');
    await pane(carol).waitFor({ state: 'detached' });

    await carol.open('helpdesk');
    await reply(bob, 'closing this');
    await expect.poll(() => inbox(carol).textContent()).toContain('1');
    await inbox(carol).click();
    const entry = carol.page.getByRole('complementary', { name: 'Threads' }).getByRole('button', { name: /the projector flickers/ });
    await entry.getByText('1 unread').waitFor();
    await entry.click();
    await inThread(carol, 'closing this').waitFor();
    await carol.page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    await expect.poll(() => inbox(carol).textContent()).toBe('Threads');

    const seq = await carol.page.evaluate(async () => {
      const threadId = Number(/thread:(\d+)/.exec(location.search)?.[1]);
      const response = await fetch(`/api/chat/threads/${threadId}/messages`, { headers: { authorization: `Bearer ${localStorage.getItem('authToken')}` } });
      const { items } = (await response.json()) as { items: { seq: number; text: string }[] };
      return items.find(({ text }) => text === 'a reply in the middle')?.seq;
    });
    await carol.page.goto(`${address}.${seq}`);
    await inThread(carol, 'a reply in the middle').and(carol.page.locator('[class*=highlighted]')).waitFor();
    expect([...bob.complaints, ...carol.complaints]).toEqual([]);
  });

  it('see the thread shrink as replies are deleted, and keep it without its first message', async () => {
    const [alice, bob] = await gather();
    await reply(bob, 'one more thing');
    await line(alice, 'projector').getByText('2 new').waitFor();
    await bob.reach(inThread(bob, 'one more thing'));
    await bob.page.keyboard.press('Delete');
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await line(alice, 'projector').getByText('1 new').waitFor();
    await expect.poll(() => inbox(alice).textContent()).toContain('1');

    await alice.reach(inChannel(alice, 'the projector flickers').first());
    await alice.page.keyboard.press('Delete');
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await pane(bob).getByText('This message was deleted.').first().waitFor();
    await inThread(bob, 'another cable').waitFor();
    await reply(bob, 'still readable');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
