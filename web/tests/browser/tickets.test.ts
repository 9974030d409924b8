import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a message that names tickets', () => {
  it('shows each reader the cards of those that they may see', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await carol.open('helpdesk');
    await alice.open('helpdesk');
    await carol.write('who has HD-250819-138, and is hd-250815-090 done?');
    const [hers, theirs] = [carol, alice].map((visitor) => visitor.message('who has HD-250819-138').getByRole('region')) as [ReturnType<Visitor['message']>, ReturnType<Visitor['message']>];
    await hers.nth(1).waitFor();
    const card = hers.filter({ hasText: 'HD-250819-138' });
    for (const text of ['Trust relationship failed after sign-in', 'In progress', 'High', 'Bob Kowalski']) await card.getByText(text).waitFor();

    await theirs.filter({ hasText: 'Second screen stays dark' }).waitFor();
    expect(await theirs.count()).toBe(1);
    expect(await alice.message('who has HD-250819-138').textContent()).not.toContain('Trust relationship');
    expect([...carol.complaints, ...alice.complaints]).toEqual([]);
    await carol.leave();
    await alice.leave();
  });
});

/** Works on the card below a message. */
function cardIn(visitor: Visitor, text: string) {
  return visitor.message(text).getByRole('region', { name: 'Ticket HD-250819-138' });
}

describe('working on a ticket from its card', () => {
  it('shows the second of two people what the first did, and asks', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await carol.open('helpdesk');
    await bob.open('helpdesk');
    await carol.write('about HD-250819-138: one word');
    const [hers, his] = [cardIn(carol, 'one word'), cardIn(bob, 'one word')];
    await his.waitFor();
    await hers.getByRole('button', { name: 'Priority: High' }).click();
    // Bob still has the menu of the ticket as it was.
    await his.getByRole('button', { name: 'Status: In progress' }).click();
    await bob.page.getByRole('menuitemradio', { name: 'Pending' }).waitFor();
    await carol.page.getByRole('menuitemradio', { name: 'Urgent' }).click();
    await hers.getByRole('button', { name: 'Priority: Urgent' }).waitFor();
    await bob.page.getByRole('menuitemradio', { name: 'Pending' }).click();
    const question = bob.page.getByRole('dialog', { name: 'This ticket has changed' });
    await question.getByText('Priority: High → Urgent').waitFor();
    await question.getByText('Status: Pending').waitFor();
    await bob.page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await his.getByText('Urgent').waitFor();
    await his.getByRole('button', { name: 'Status: In progress' }).waitFor();

    await his.getByRole('button', { name: 'Complete' }).click();
    await bob.page.getByLabel('What was done (optional)').fill('joined it to the domain again');
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click();
    await his.getByRole('button', { name: 'Status: Completed' }).waitFor();
    await his.getByRole('button', { name: 'Reopen' }).click();
    await bob.page.getByText('HD-250819-138 was reopened.').waitFor();
    await his.getByRole('button', { name: 'Status: In progress' }).waitFor();
    expect([...carol.complaints, ...bob.complaints]).toEqual([]);
    await carol.leave();
    await bob.leave();
  });

  it('is done by keyboard alone, and the focus comes back', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const { keyboard } = carol.page;
    const focused = () => carol.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    await carol.open('helpdesk');
    await carol.write('by keyboard: HD-250819-138');
    const card = cardIn(carol, 'by keyboard');
    await card.getByRole('button', { name: 'Status: In progress' }).focus();
    await keyboard.press('Enter');
    await carol.page.getByRole('menuitemradio', { name: 'In progress', checked: true }).waitFor();
    await keyboard.press('Escape');
    await carol.page.getByRole('menu').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Status: In progress');
    await keyboard.press('Tab');
    expect(await focused()).toBe('Priority: High');
    await card.getByRole('button', { name: 'Add comment' }).focus();
    await keyboard.press('Enter');
    await carol.page.getByLabel('Comment', { exact: true }).waitFor();
    await keyboard.type('called her back');
    await keyboard.press('Control+Enter');
    await carol.page.getByText('Your comment was added to HD-250819-138.').waitFor();
    await expect.poll(focused).toBe('Add comment');
    expect(carol.complaints).toEqual([]);
    await carol.leave();
  });
});

describe('the view of tickets', () => {
  it('lists, filters and opens tickets by keyboard, and leads back', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const { page } = carol;
    const { keyboard } = page;
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['ticket']);
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'Tickets' }).click();
    await page.waitForURL('**/chat/tickets');
    await page.getByText('You have no unfinished tickets.').waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    const rows = page.getByRole('region', { name: 'Tickets' }).getByRole('listitem');
    await rows.filter({ hasText: 'Trust relationship' }).waitFor();
    expect(await rows.count()).toBeGreaterThan(2);
    await page.getByLabel('Status', { exact: true }).selectOption('escalated');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Status', { exact: true }).selectOption('');
    await page.getByRole('searchbox').fill('hd-2508');
    await expect.poll(() => rows.filter({ hasText: 'NET-' }).count()).toBe(0);
    await rows.filter({ hasText: 'Trust relationship' }).waitFor();

    await page.getByRole('searchbox').press('ArrowDown');
    const first = await focused();
    await keyboard.press('j');
    await expect.poll(focused).not.toBe(first);
    await keyboard.press('k');
    await expect.poll(focused).toBe(first);
    await keyboard.press('ArrowDown');
    const second = await focused();
    await keyboard.press('Enter');
    await page.waitForURL(`**/chat/tickets/${second}`);
    await page.getByRole('region', { name: `Ticket ${second}` }).first().waitFor();
    await keyboard.press('Escape');
    await page.waitForURL('**/chat/tickets');
    await expect.poll(focused).toBe(second);

    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText('No tickets match.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await rows.filter({ hasText: 'NET-' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: second }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: second }).waitFor();
    expect(carol.complaints).toEqual([]);
    await carol.leave();
  });

  it('says the same of a ticket that may not be seen as of one that does not exist', async () => {
    const erin = await Visitor.signedIn(scene.browser, scene.server, 'erin');
    for (const number of ['HD-250819-138', 'HD-250819-999']) {
      await erin.visit(`/chat/tickets/${number}`);
      await erin.page.getByText('This ticket doesn’t exist, or you don’t have access to it.').waitFor();
    }
    await erin.leave();
  });

  it('is one column on a phone', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await bob.page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'Tickets' }).tap();
    const row = bob.page.getByRole('link', { name: /Trust relationship/ });
    await row.tap();
    await bob.page.getByRole('heading', { name: /HD-250819-138/ }).waitFor();
    expect(await row.isVisible()).toBe(false);
    await bob.page.getByRole('button', { name: 'Back to the list of tickets' }).tap();
    await row.waitFor();
    await bob.page.getByRole('button', { name: 'Back', exact: true }).tap();
    await bob.conversation('helpdesk').waitFor();
    expect(bob.complaints).toEqual([]);
    await bob.leave();
  });
});
