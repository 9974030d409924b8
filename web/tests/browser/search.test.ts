import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

const pane = (visitor: Visitor): Locator => visitor.page.getByRole('complementary', { name: 'Search' });
const field = (visitor: Visitor): Locator => pane(visitor).getByRole('combobox');
const hits = (visitor: Visitor): Locator => pane(visitor).getByRole('group', { name: 'Messages' }).getByRole('option');
const marked = (visitor: Visitor, text: string): Locator => visitor.page.getByRole('article').filter({ hasText: text }).and(visitor.page.locator('[class*=highlighted]'));

async function gather(): Promise<[alice: Visitor, bob: Visitor]> {
  const arrive = async (name: string, channel: string): Promise<Visitor> => {
    const visitor = await Visitor.signedIn(scene.browser, scene.server, name);
    await visitor.open(channel);
    return visitor;
  };
  return [await arrive('alice', 'general'), await arrive('bob', 'helpdesk')];
}

describe('two people and the search', () => {
  it('finds what the other wrote elsewhere, leads there, and forgets it once it is edited or deleted', async () => {
    const [alice, bob] = await gather();
    await bob.write('the plotter is out of magenta');
    await bob.message('magenta').and(bob.page.locator('[data-message]')).waitFor();
    await alice.page.keyboard.press('Control+g');
    await field(alice).pressSequentially('magent');
    await expect.poll(() => hits(alice).count()).toBe(1);
    expect(await hits(alice).first().locator('mark').textContent()).toBe('magent');
    await hits(alice).first().getByText('helpdesk').waitFor();
    await alice.page.keyboard.press('ArrowDown');
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();
    await marked(alice, 'out of magenta').waitFor();
    // The results stay, for the next one.
    expect(await hits(alice).count()).toBe(1);

    await bob.composer.press('ArrowUp');
    await bob.page.getByRole('textbox', { name: 'Edit' }).fill('the plotter is out of cyan');
    await bob.page.getByRole('textbox', { name: 'Edit' }).press('Enter');
    await expect.poll(() => pane(alice).getByText('magenta').count()).toBe(0);
    await field(alice).fill('plotter cyan');
    await expect.poll(() => hits(alice).count()).toBe(1);
    await bob.reach(bob.message('out of cyan'));
    await bob.page.keyboard.press('Delete');
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await pane(alice).getByText('No messages found').waitFor();
    await field(alice).press('Escape');
    await pane(alice).waitFor({ state: 'detached' });
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('opens a reply in its thread, and Back leads to the results', async () => {
    const [alice, bob] = await gather();
    await bob.write('the badge reader beeps');
    await bob.message('badge reader').and(bob.page.locator('[data-message]')).waitFor();
    await bob.reach(bob.message('badge reader'));
    await bob.page.keyboard.press('t');
    const reply = bob.page.getByRole('complementary', { name: 'Thread' }).getByRole('textbox', { name: 'Reply in thread' });
    await reply.fill('replace its battery');
    await reply.press('Enter');
    await bob.page.getByRole('article').filter({ hasText: 'its battery' }).and(bob.page.locator('[data-message]')).waitFor();

    await alice.page.getByRole('button', { name: 'Search everywhere' }).click();
    await field(alice).pressSequentially('battery from:bo');
    await pane(alice).getByRole('option', { name: /@bob/ }).waitFor();
    await alice.page.keyboard.press('Enter');
    await pane(alice).getByRole('button', { name: 'Remove filter from:@bob' }).waitFor();
    await expect.poll(() => hits(alice).count()).toBe(1);
    await hits(alice).first().getByText('Thread').waitFor();
    await hits(alice).first().click();
    await alice.page.getByRole('complementary', { name: 'Thread' }).waitFor();
    await marked(alice, 'its battery').waitFor();
    const [, seq] = /thread:\d+\.(\d+)/.exec(alice.page.url()) ?? [];
    await alice.page.goBack();
    await expect.poll(() => hits(alice).count()).toBe(1);
    expect(await field(alice).inputValue()).toBe('battery');

    // A link that names no thread leads there as well.
    const channel = new URL(bob.page.url()).pathname;
    await alice.visit(`${channel}/${seq}`);
    await marked(alice, 'its battery').waitFor();
    await alice.page.getByRole('complementary', { name: 'Thread' }).waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('is narrowed to a conversation by its key, and found again by its address', async () => {
    const [alice] = await gather();
    await alice.page.keyboard.press('Control+Shift+f');
    await pane(alice).getByRole('button', { name: 'Remove filter in:#general' }).waitFor();
    await field(alice).pressSequentially('mail');
    await expect.poll(() => alice.page.url()).toContain('mail');
    await expect.poll(async () => (await hits(alice).count()) - (await hits(alice).filter({ has: alice.page.locator('mark') }).count())).toBe(0);
    const count = await hits(alice).count();
    await alice.page.reload();
    await expect.poll(() => hits(alice).count()).toBe(count);
    await pane(alice).getByRole('button', { name: 'Remove filter in:#general' }).waitFor();
    expect(alice.complaints).toEqual([]);
  });

  it('is at hand beside the list alone on a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', phone);
    await alice.page.getByRole('button', { name: 'Search everywhere' }).tap();
    await field(alice).fill('offline for everyone');
    await hits(alice).first().tap();
    await marked(alice, 'offline for everyone').waitFor();
    await pane(alice).waitFor({ state: 'detached' });
    await alice.page.goBack();
    await hits(alice).first().waitFor();
    await alice.page.goBack();
    await alice.conversation('helpdesk').waitFor();
    expect(alice.complaints).toEqual([]);
  });

  it('leads from a reply in a thread back to the results in one step on a phone', async () => {
    const [, bob] = await gather();
    await bob.write('the projector flickers');
    await bob.message('projector').and(bob.page.locator('[data-message]')).waitFor();
    await bob.reach(bob.message('projector'));
    await bob.page.keyboard.press('t');
    const reply = bob.page.getByRole('complementary', { name: 'Thread' }).getByRole('textbox', { name: 'Reply in thread' });
    await reply.fill('its lamp is loose');
    await reply.press('Enter');
    await bob.page.getByRole('article').filter({ hasText: 'lamp is loose' }).and(bob.page.locator('[data-message]')).waitFor();

    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', phone);
    const thread = alice.page.getByRole('complementary', { name: 'Thread' });
    const ways = [() => alice.page.goBack(), () => thread.getByRole('button', { name: 'Back' }).tap()];
    // Beside the list, and beside the channel of the thread itself.
    for (const opens of [async () => {}, async () => alice.open('general')]) {
      await opens();
      await alice.page.getByRole('button', { name: /^Search (everywhere|in this conversation)/ }).first().tap();
      await field(alice).fill('lamp is loose');
      await expect.poll(() => alice.page.url()).toContain('lamp');
      for (const back of ways) {
        await hits(alice).first().tap();
        await thread.waitFor();
        await marked(alice, 'lamp is loose').waitFor();
        await back();
        await hits(alice).first().waitFor();
        expect(await field(alice).inputValue()).toBe('lamp is loose');
      }
      await alice.page.goBack();
      await pane(alice).waitFor({ state: 'detached' });
    }
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
