import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('notes to oneself', () => {
  it('are a conversation that is found by one’s own name, and seen by nobody else', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const { page } = alice;
    await alice.open('general');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('notes');
    const note = page.getByRole('option', { name: 'Notes (you)' });
    await note.waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Notes (you)' }).waitFor();
    await page.getByText('Only you can see it.').waitFor();
    const text = `toner 59A for the second floor`;
    await alice.composer.fill(text);
    await page.keyboard.press('Enter');
    await alice.log.getByText(text).waitFor();
    await alice.conversation('Notes (you)').waitFor();

    // Another device of hers has it, too; nothing there is unread.
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await phone.conversation('Notes (you)').click();
    await phone.log.getByText(text).waitFor();
    expect(await bob.conversations.getByText('Notes (you)').count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints, ...phone.complaints]).toEqual([]);
  });
});
