import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('channels', () => {
  it('are created, found, joined, changed and left', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');

    await alice.page.getByRole('button', { name: 'Create a channel' }).click();
    await alice.page.getByLabel('Name').fill('General');
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await alice.page.getByText('This name is taken. Choose a different one.').waitFor();
    expect(await alice.page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await alice.page.getByLabel('Name').fill('coffee-machine');
    await alice.page.getByLabel('Topic (optional)').fill('Beans and repairs');
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await alice.page.getByRole('heading', { level: 1, name: 'coffee-machine' }).waitFor();
    await alice.page.getByText('No messages yet.').waitFor();
    await alice.page.getByRole('button', { name: 'Members: 1' }).click();

    await bob.page.getByRole('button', { name: 'Browse channels' }).click();
    await bob.page.getByRole('searchbox').fill('coffee');
    await bob.page.getByRole('button', { name: 'Open: coffee-machine' }).click();
    await bob.page.getByText('You’re previewing #coffee-machine.').waitFor();
    await alice.write('Welcome, visitor');
    await bob.message('Welcome, visitor').waitFor();
    await bob.page.getByRole('button', { name: 'Join channel' }).click();
    await bob.composer.waitFor();
    await alice.page.getByRole('button', { name: 'Members: 2' }).waitFor();
    await alice.page.getByRole('button', { name: 'Actions for Bob Kowalski' }).waitFor();
    await bob.write('Who broke it?');
    await alice.message('Who broke it?').waitFor();

    await alice.page.getByRole('button', { name: 'Channel settings' }).click();
    await alice.page.getByLabel('Topic').fill('Descaled every Friday');
    await alice.page.getByRole('button', { name: 'Save' }).click();
    await bob.page.getByText('Descaled every Friday').first().waitFor();

    await bob.page.getByRole('button', { name: 'Channel settings' }).click();
    await bob.page.getByRole('button', { name: 'Leave channel' }).click();
    const question = bob.page.getByRole('dialog', { name: 'Leave #coffee-machine?' });
    await question.getByText('You can join again at any time.').waitFor();
    await question.getByRole('button', { name: 'Leave channel' }).click();
    await bob.page.getByText('You left #coffee-machine.').waitFor();
    await bob.conversation('coffee-machine').waitFor({ state: 'detached' });
    expect(alice.complaints).toEqual([]);
    expect(bob.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('disappear calmly from whoever is removed while reading', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.page.getByRole('button', { name: 'Create a channel' }).click();
    await alice.page.getByLabel('Name').fill('secret-plans');
    await alice.page.getByRole('radio', { name: 'Private' }).check();
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await alice.page.getByRole('button', { name: /^Members/ }).click();
    const members = alice.page.getByRole('complementary', { name: 'Members' });
    await members.getByRole('button', { name: 'Add people' }).click();
    await alice.page.getByRole('combobox').fill('bob');
    await alice.page.getByRole('option', { name: /Bob Kowalski @bob/ }).click();
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Add people' }).click();
    await bob.open('secret-plans');

    await alice.page.getByRole('button', { name: 'Actions for Bob Kowalski' }).click();
    await alice.page.getByRole('menuitem', { name: 'Remove from channel' }).click();
    const question = alice.page.getByRole('dialog', { name: 'Remove Bob Kowalski from #secret-plans?' });
    await question.getByText(/come back unless a member adds them/).waitFor();
    await question.getByRole('button', { name: 'Remove from channel' }).click();
    await bob.page.getByText(/(removed you from|no longer in) #secret-plans/).first().waitFor();
    expect(await bob.page.title()).not.toContain('secret-plans');
    await bob.page.getByRole('button', { name: 'Back to my conversations' }).click();
    await alice.leave();
    await bob.leave();
  });
});

describe('people', () => {
  it('are found and talked to, alone and in a group', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const grace = await Visitor.signedIn(scene.browser, scene.server, 'grace');
    await alice.page.getByRole('button', { name: 'New direct message' }).click();
    await alice.page.getByRole('combobox').waitFor();
    await alice.page.keyboard.type('tanaka');
    await alice.page.getByRole('option', { name: /Grace Tanaka/ }).waitFor();
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('button', { name: 'Remove Grace Tanaka' }).waitFor();
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('heading', { level: 1, name: 'Grace Tanaka' }).waitFor();
    await alice.write('a word in private');
    await grace.conversation('Alice Nguyen').getByText('1 for you').waitFor();
    await grace.open('Alice Nguyen');
    await grace.message('a word in private').waitFor();
    await alice.leave();
    await grace.leave();
  });

  it('see a status that somebody sets', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('Bob Kowalski');
    await bob.page.getByRole('button', { name: /Profile$/ }).click();
    await bob.page.getByText('Busy', { exact: true }).click();
    await bob.page.getByLabel('Status message').fill('Printer surgery');
    await bob.page.getByRole('button', { name: 'Save' }).click();
    await alice.page.getByRole('main').getByText('Printer surgery').waitFor();
    await alice.conversations.getByRole('img', { name: 'Busy' }).first().waitFor();
    await alice.leave();
    await bob.leave();
  });

  it('read the page in their language', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.page.getByRole('button', { name: /Profile$/ }).click();
    await alice.page.getByText('Deutsch').click();
    await alice.page.getByRole('button', { name: 'Save' }).click();
    await alice.page.getByRole('button', { name: /Profil$/ }).waitFor();
    expect(await alice.page.evaluate(() => document.documentElement.lang)).toBe('de');
    await alice.leave();
  });
});

describe('somebody in another time zone', () => {
  it('is shown with the time there', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { timezoneId: 'Asia/Tokyo' });
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { timezoneId: 'Europe/Berlin' });
    const answer = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${scene.server.token('alice')}` };
      const response = await fetch(`${scene.server.address}/api/chat/users/bob/presence`, { headers });
      return ((await response.json()) as { timeZone?: string }).timeZone;
    };
    await expect.poll(answer).toBe('Asia/Tokyo');
    await alice.open('helpdesk');
    await alice.log.getByRole('button', { name: 'Bob Kowalski', exact: true }).first().click();
    const card = alice.page.getByRole('dialog', { name: 'Bob Kowalski' });
    const there = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });
    await card.getByText('Local time').waitFor();
    // The minute may have passed meanwhile.
    const minutes = [there.format(Date.now() - 60_000), there.format(Date.now())];
    const shown = (await card.locator('dd').allTextContents()).join(' ');
    expect(minutes.some((minute) => shown.includes(minute))).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});
