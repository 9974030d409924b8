import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('two people', () => {
  it('talk both ways, and see each other type, edit, react, reply and delete', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');

    await alice.composer.pressSequentially('Hello B');
    await bob.page.getByText('Alice Nguyen is typing…').waitFor();
    await alice.write('Hello Bob, this is **bold**');
    await bob.message('Hello Bob').locator('strong', { hasText: 'bold' }).waitFor();
    await bob.page.getByText('Alice Nguyen is typing…').waitFor({ state: 'detached' });

    await bob.write('Hello Alice');
    await alice.message('Hello Alice').waitFor();

    await alice.composer.press('ArrowUp');
    await alice.page.getByRole('textbox', { name: 'Edit' }).fill('Hello Bob, this is edited');
    await alice.page.getByRole('textbox', { name: 'Edit' }).press('Enter');
    await bob.message('this is edited').getByText('(edited)').waitFor();

    await bob.message('this is edited').hover();
    await bob.message('this is edited').getByRole('button', { name: 'Add a reaction: 👍' }).click();
    const reaction = alice.message('this is edited').getByRole('button', { name: /Bob Kowalski reacted with 👍/ });
    await reaction.click();
    await bob.message('this is edited').getByRole('button', { name: /Alice Nguyen.*reacted with 👍/ }).waitFor();

    await bob.message('this is edited').hover();
    await bob.message('this is edited').getByRole('button', { name: 'Reply', exact: true }).click();
    await bob.write('An answer');
    await alice.message('An answer').getByRole('button', { name: /^Reply to Alice Nguyen: Hello Bob/ }).waitFor();

    await alice.message('this is edited').first().hover();
    await alice.message('this is edited').first().getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menuitem', { name: 'Delete' }).click();
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await bob.log.locator('article > div > p', { hasText: 'This message was deleted.' }).waitFor();

    expect(alice.complaints).toEqual([]);
    expect(bob.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('send each message once, in order, however fast', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const written = Array.from({ length: 15 }, (_, index) => `quick ${index + 1} of 15`);
    for (const text of written) {
      await alice.write(text);
    }
    await bob.message('quick 15 of 15').waitFor();
    const texts = await bob.message('of 15').allInnerTexts();
    expect(texts.flatMap((text) => /quick \d+ of 15/.exec(text) ?? [])).toEqual(written);
    await alice.leave();
    await bob.leave();
  });

  it('see a mention leave the badge with the message that it was in', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('general');
    await bob.write('a slip, @alice!');
    await alice.conversations.getByRole('link', { name: /general.*1 for you/ }).waitFor();
    await bob.composer.press('ArrowUp');
    await bob.page.getByRole('textbox', { name: 'Edit' }).fill('a slip');
    await bob.page.getByRole('textbox', { name: 'Edit' }).press('Enter');
    await alice.conversations.getByRole('link', { name: /general(?!.*for you)/ }).waitFor();
    await alice.leave();
    await bob.leave();
  });
});
