import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('from a message to a ticket and its conversation', () => {
  it('is done by one, and seen by the one who has the problem', async () => {
    const erin = await Visitor.signedIn(scene.browser, scene.server, 'erin');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const { page } = bob;
    await erin.open('helpdesk');
    await erin.write('My docking station smells of burnt plastic');
    await bob.open('helpdesk');
    const message = bob.message('burnt plastic');
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Create ticket' }).click();

    const form = page.getByRole('dialog', { name: 'Create a ticket from this message' });
    await expect.poll(() => form.getByLabel('Title').inputValue()).toBe('My docking station smells of burnt plastic');
    await form.getByRole('option', { name: 'Network' }).waitFor({ state: 'attached' });
    // Refused at the field, which then has the focus.
    const description = await form.getByLabel('Description').inputValue();
    await form.getByLabel('Description').fill('');
    await form.getByRole('button', { name: 'Create ticket' }).click();
    await form.getByText('Describe the problem.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.insertText(description);
    await form.getByLabel('Team').selectOption({ label: 'Network' });
    await form.getByLabel('Priority').selectOption({ label: 'High' });
    await form.getByRole('button', { name: 'Create ticket' }).click();
    const made = page.getByText(/^\S+ was created\.$/);
    const [number] = /^\S+/.exec((await made.textContent()) ?? '') ?? [];
    await form.waitFor({ state: 'detached' });

    const [his, hers] = [bob, erin].map((visitor) => visitor.message('burnt plastic').getByRole('region', { name: `Ticket ${number}` })) as [ReturnType<Visitor['message']>, ReturnType<Visitor['message']>];
    for (const text of ['High', 'Network', 'Unassigned']) await his.getByText(text).waitFor();
    await hers.getByText('Pending').waitFor();
    // It is a ticket now.
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem').first().waitFor();
    expect(await page.getByRole('menuitem', { name: 'Create ticket' }).count()).toBe(0);
    await page.keyboard.press('Escape');

    await his.getByRole('button', { name: 'Open conversation' }).click();
    await page.getByRole('heading', { level: 1, name: number ?? '' }).waitFor();
    // Where the details stand beside the conversation, the bar does not repeat them.
    await page.getByRole('complementary').getByText('High').waitFor();
    await expect.poll(() => bob.composer.getAttribute('placeholder')).toContain(number ?? '');
    await bob.write('Please unplug it, I am on my way');
    await erin.conversation(number ?? '').click();
    await erin.message('Please unplug it').waitFor();
    await erin.page.getByRole('region', { name: `Ticket ${number}` }).getByText('High').waitFor();
    expect([...erin.complaints, ...bob.complaints]).toEqual([]);
    await erin.leave();
    await bob.leave();
  });

  it('shows a comment and a change in the history at once', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const { page } = carol;
    await carol.visit('/chat/tickets/HD-250819-141');
    await page.getByText('There is no history that you may see.').waitFor();
    await page.getByRole('button', { name: 'Add comment' }).click();
    await page.getByLabel('Comment', { exact: true }).fill('The driver is too old');
    await page.getByRole('dialog').getByRole('button', { name: 'Add comment' }).click();
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('The driver is too old').waitFor();
    await history.getByText('Internal').waitFor();
    await page.getByRole('button', { name: 'Priority: Medium' }).click();
    await page.getByRole('menuitemradio', { name: 'Low' }).click();
    await history.getByText('changed the priority from Medium to Low.').waitFor();
    expect(carol.complaints).toEqual([]);
    await carol.leave();
  });
});
