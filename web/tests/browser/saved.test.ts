import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a saved message', () => {
  it('is marked on all devices of whoever saved it, for nobody else, and leads back to itself', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    for (const visitor of [alice, phone, bob]) await visitor.open('helpdesk');
    await bob.write('the code of the gate is 4711');
    await alice.message('code of the gate').hover();
    await alice.message('code of the gate').getByRole('button', { name: 'Save for later' }).click();
    await alice.message('code of the gate').getByText('Saved for later').waitFor();
    await phone.message('code of the gate').getByText('Saved for later').waitFor();
    expect(await bob.message('code of the gate').getByText('Saved for later').count()).toBe(0);

    // A reload asks the server.
    await phone.page.reload();
    await phone.message('code of the gate').getByText('Saved for later').waitFor();

    await alice.open('general');
    await alice.conversations.getByRole('button', { name: 'Saved' }).click();
    const list = alice.page.getByRole('complementary', { name: 'Saved' });
    await list.getByRole('button', { name: /code of the gate/ }).click();
    await alice.message('code of the gate').waitFor();
    // List and conversation stand side by side.
    expect(await list.isVisible()).toBe(true);

    await bob.message('code of the gate').hover();
    await bob.message('code of the gate').getByRole('button', { name: 'More actions' }).click();
    await list.getByText('code of the gate').waitFor();
    await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await list.getByText('This message was deleted.').waitFor();

    await list.getByRole('listitem').filter({ hasText: 'deleted' }).getByRole('button', { name: 'Remove from saved' }).click();
    await list.getByText('This message was deleted.').waitFor({ state: 'detached' });
    await alice.page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    expect([...alice.complaints, ...phone.complaints, ...bob.complaints]).toEqual([]);
  });
});
