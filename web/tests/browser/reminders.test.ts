import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a reminder', () => {
  it('is set, moved and cancelled on any device of whoever set it', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    for (const visitor of [alice, phone, bob]) await visitor.open('helpdesk');
    await bob.write('call the vendor');
    await alice.reach(alice.message('call the vendor'));
    await alice.page.keyboard.press('m');
    await alice.page.getByRole('dialog', { name: 'Remind me' }).getByRole('button', { name: /Tomorrow morning/ }).click();
    await alice.message('call the vendor').getByRole('button', { name: /Reminder: Tomorrow/ }).waitFor();
    await phone.message('call the vendor').getByRole('button', { name: /Reminder: Tomorrow/ }).waitFor();
    expect(await bob.message('call the vendor').getByText('Reminder').count()).toBe(0);

    // One click leads from one list to the other.
    await phone.conversations.getByRole('button', { name: 'Saved' }).click();
    await phone.page.getByRole('complementary', { name: 'Saved' }).waitFor();
    await phone.conversations.getByRole('button', { name: 'Reminders' }).click();
    const list = phone.page.getByRole('complementary', { name: 'Reminders' });
    // The demonstration has others.
    const mine = list.getByRole('listitem').filter({ hasText: 'call the vendor' });
    await mine.getByRole('button', { name: 'Change time' }).click();
    await phone.page.getByRole('dialog', { name: 'Change time' }).getByRole('button', { name: /In 1 hour/ }).click();
    await alice.message('call the vendor').getByRole('button', { name: /Reminder: (?!Tomorrow, 09)/ }).waitFor();
    await mine.getByRole('button', { name: 'Cancel reminder' }).click();
    await mine.waitFor({ state: 'detached' });
    await alice.message('call the vendor').getByText('Reminder').waitFor({ state: 'detached' });
    expect([...alice.complaints, ...phone.complaints, ...bob.complaints]).toEqual([]);
  });
});
