import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

const bell = ({ page }: Visitor) => page.getByRole('button', { name: /^Notifications/ });
const pane = ({ page }: Visitor) => page.getByRole('complementary', { name: 'Notifications' });
const unread = (visitor: Visitor) => pane(visitor).getByRole('listitem').filter({ hasText: 'Unread' });

/** Everything from before is read. */
async function catchUp(visitor: Visitor): Promise<void> {
  await bell(visitor).click();
  await pane(visitor).getByRole('listitem').first().waitFor();
  await pane(visitor).getByRole('button', { name: 'Mark all as read' }).click();
  await unread(visitor).first().waitFor({ state: 'detached' });
  await expect.poll(() => bell(visitor).getAttribute('aria-label')).toBe('Notifications');
}

describe('the notification centre', () => {
  it('lists what concerns one, leads to it, and is the same on two devices', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 } });
    await alice.open('general');
    await catchUp(alice);
    await expect.poll(() => bell(phone).getAttribute('aria-label')).toBe('Notifications');

    await bob.open('helpdesk');
    await bob.write('@alice the printer on floor 3 is stuck');
    for (const device of [alice, phone]) await expect.poll(() => bell(device).getAttribute('aria-label')).toBe('Notifications, 1 unread');
    const entry = pane(alice).getByRole('listitem').first();
    await expect.poll(() => entry.textContent()).toContain('Bob Kowalski mentioned you in #helpdesk');

    // On the phone the pane covers the list, and the entry leads to the message.
    await bell(phone).click();
    await pane(phone).getByRole('button', { name: /floor 3 is stuck/ }).click();
    await phone.message('floor 3 is stuck').waitFor();
    expect(await pane(phone).count()).toBe(0);
    for (const device of [alice, phone]) await expect.poll(() => bell(device).getAttribute('aria-label')).toBe('Notifications');
    await unread(alice).first().waitFor({ state: 'detached' });

    // What is deleted is gone from it.
    await bob.log.getByRole('article').last().hover();
    await bob.message('floor 3 is stuck').getByRole('button', { name: 'More actions' }).click();
    await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
    await bob.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await pane(alice).getByText('floor 3 is stuck').waitFor({ state: 'detached' });
    expect([...alice.complaints, ...bob.complaints, ...phone.complaints]).toEqual([]);
  });

  it('opens a reply in its thread, and stands in the address', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await alice.write('who has the spare toner?');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await bob.open('helpdesk');
    await bob.message('spare toner').hover();
    await bob.message('spare toner').getByRole('button', { name: 'Reply in thread' }).click();
    const box = bob.page.getByRole('complementary', { name: 'Thread' }).locator('[data-composer] textarea');
    await box.fill('it is in room 114');
    await box.press('Enter');

    await alice.open('general');
    await alice.page.keyboard.press('Control+Shift+Y');
    await expect.poll(() => new URL(alice.page.url()).search).toBe('?pane=notifications');
    await pane(alice).getByRole('button', { name: /it is in room 114/ }).click();
    const thread = alice.page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('it is in room 114').waitFor();
    await alice.page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();

    // By keyboard: the bell opens it, Esc closes it and gives the focus back.
    await bell(alice).focus();
    await alice.page.keyboard.press('Enter');
    await pane(alice).getByRole('listitem').first().waitFor();
    await pane(alice).getByRole('button', { name: 'Threads' }).focus();
    await alice.page.keyboard.press('Escape');
    await pane(alice).waitFor({ state: 'detached' });
    await expect.poll(() => alice.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')).toMatch(/^Notifications/);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe('the settings of notifications', () => {
  it('are the same on two devices at once: do not disturb, keywords, and those of a channel', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const other = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 820, height: 900 } });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.page.getByRole('button', { name: /Profile/ }).click();
    await alice.page.getByRole('dialog').getByRole('button', { name: '1 hour', exact: true }).click();
    await alice.page.getByRole('dialog').getByText(/^On until/).waitFor();
    await other.page.getByRole('button', { name: /Profile/ }).getByText('Do not disturb').waitFor();

    await alice.page.getByRole('button', { name: 'All notification settings' }).click();
    await expect.poll(() => new URL(alice.page.url()).search).toBe('?dialog=preferences');
    await alice.page.getByRole('textbox', { name: 'Keywords' }).fill('toner, region 7');
    await alice.page.getByRole('button', { name: 'Turn off' }).click();
    // The button is gone, and the next one has the focus: keys still reach the dialog.
    await expect.poll(() => alice.page.evaluate(() => document.activeElement?.textContent)).toBe('30 minutes');
    await alice.page.keyboard.press('Escape');
    await alice.page.getByRole('dialog').waitFor({ state: 'detached' });
    await other.page.getByText('Do not disturb').waitFor({ state: 'detached' });
    await other.visit('/chat?dialog=preferences');
    expect(await other.page.getByRole('textbox', { name: 'Keywords' }).inputValue()).toBe('toner, region 7');
    await other.page.keyboard.press('Escape');

    await bell(alice).click();
    await pane(alice).getByRole('listitem').first().waitFor();
    await bob.open('helpdesk');
    await bob.write('is there any toner left?');
    await expect.poll(() => pane(alice).getByRole('listitem').first().textContent()).toContain('wrote “toner” in #helpdesk');

    await other.open('helpdesk');
    await other.page.getByRole('button', { name: 'Conversation options' }).click();
    await other.page.getByRole('menuitem', { name: 'Notifications…' }).click();
    await other.page.getByRole('radio', { name: /^Nothing/ }).check();
    await other.page.getByRole('button', { name: 'Save' }).click();
    await alice.open('helpdesk');
    await alice.page.getByRole('button', { name: 'Conversation options' }).click();
    await alice.page.getByRole('menuitem', { name: 'Notifications…' }).click();
    await expect.poll(() => alice.page.getByRole('radio', { name: /^Nothing/ }).isChecked()).toBe(true);
    expect([...alice.complaints, ...other.complaints, ...bob.complaints]).toEqual([]);
  });
});
