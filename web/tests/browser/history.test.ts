import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

describe('an edited message', () => {
  const scene = setScene();

  it('shows others what it said before', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await alice.write('the printer is back');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.composer.press('ArrowUp');
    const box = alice.page.getByRole('textbox', { name: 'Edit' });
    await box.fill('the printer was back');
    await box.press('Enter');
    await bob.message('the printer was back').getByRole('button', { name: '(edited)' }).click();
    const dialog = bob.page.getByRole('dialog', { name: 'Edit history' });
    await dialog.getByText('Original').waitFor();
    expect(await dialog.locator('del').allTextContents()).toEqual(['is']);
    expect(await dialog.locator('ins').allTextContents()).toEqual(['was']);
    await bob.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe('where messages cannot be edited', () => {
  const scene = setScene({ ORVALE_CHAT_EDIT_WINDOW: '0' });

  it('nothing offers it', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('helpdesk');
    await alice.write('as it is');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message('as it is').hover();
    await alice.message('as it is').getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menuitem', { name: 'Delete' }).waitFor();
    expect(await alice.page.getByRole('menuitem', { name: 'Edit', exact: true }).count()).toBe(0);
    await alice.page.keyboard.press('Escape');
    await alice.composer.press('ArrowUp');
    expect(await alice.page.getByRole('textbox', { name: 'Edit' }).count()).toBe(0);
    expect(alice.complaints).toEqual([]);
  });
});
