import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** Writes enough that what stands before it is out of sight. */
async function fill(writer: Visitor, count: number): Promise<void> {
  const path = new URL(writer.page.url()).pathname.replace('/chat/c/', '/api/chat/channels/');
  await writer.page.evaluate(
    async ([address, most]) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      for (let index = 1; index <= most; index += 1) {
        await fetch(`${address}/messages`, { method: 'POST', headers, body: JSON.stringify({ message: `pin filler ${index}` }) });
      }
    },
    [path, count] as const,
  );
  await writer.message(`pin filler ${count}`).waitFor();
}

describe('a pinned message', () => {
  it('is marked and listed for others at once, leads back to itself, and goes when it is unpinned', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await bob.write('the code of the gate is 4711');
    await alice.message('code of the gate').hover();
    await alice.message('code of the gate').getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menuitem', { name: 'Pin message' }).click();
    await bob.message('code of the gate').getByText('Pinned by Alice Nguyen').waitFor();

    await fill(bob, 40);
    await bob.message('code of the gate').waitFor({ state: 'detached' });
    await bob.page.getByRole('button', { name: 'Pinned messages' }).click();
    const pane = bob.page.getByRole('complementary', { name: 'Pinned messages' });
    // What the demonstration pins is older.
    const pins = pane.getByRole('listitem');
    await expect.poll(() => pins.first().textContent()).toContain('the code of the gate is 4711');
    await pane.getByRole('button', { name: /code of the gate/ }).click();
    await bob.message('code of the gate').waitFor();
    expect(await bob.message('code of the gate').isVisible()).toBe(true);

    await pins.first().hover();
    await pins.first().getByRole('button', { name: 'Unpin message' }).click();
    await pins.first().getByRole('button', { name: 'Unpin', exact: true }).click();
    await pins.filter({ hasText: 'code of the gate' }).waitFor({ state: 'detached' });
    await bob.message('code of the gate').getByText('Pinned by').waitFor({ state: 'detached' });
    await alice.page.getByRole('button', { name: 'Pinned messages' }).click();
    const hers = alice.page.getByRole('complementary', { name: 'Pinned messages' });
    await hers.getByText('Found it: the clock').waitFor();
    expect(await hers.getByText('code of the gate').count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('is pinned and found without a mouse', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    const { keyboard } = page;
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await alice.open('general');
    await alice.write('by keyboard');
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });

    await alice.log.focus();
    await keyboard.press('ArrowUp');
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');
    await keyboard.press('Enter');
    await page.getByRole('menuitem').first().waitFor();
    const pin = page.getByRole('menuitem', { name: 'Pin message' });
    while (!(await pin.evaluate((item) => item === document.activeElement))) await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await alice.message('by keyboard').getByText('Pinned by Alice Nguyen').waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE');
    await keyboard.press('p');
    await alice.message('by keyboard').getByText('Pinned by').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Pinned messages' }).focus();
    await keyboard.press('Enter');
    const pane = page.getByRole('complementary', { name: 'Pinned messages' });
    await pane.getByText('the mail servers restart').waitFor();
    await keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Pinned messages');

    await keyboard.press('Enter');
    await pane.getByText('the mail servers restart').waitFor();
    const entry = pane.getByRole('button', { name: /the mail servers restart/ });
    await entry.focus();
    await keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Pinned messages');

    await keyboard.press('Enter');
    await entry.focus();
    await keyboard.press('Tab');
    expect(await focused()).toBe('Unpin message');
    await keyboard.press('Enter');
    await pane.getByText('Unpin this message for everyone?').waitFor();
    await keyboard.press('Escape');
    await pane.getByText('Unpin this message for everyone?').waitFor({ state: 'detached' });
    await keyboard.press('Tab');
    expect(await focused()).toBe('Unpin message');
    await keyboard.press('Enter');
    await pane.getByRole('button', { name: 'Unpin', exact: true }).waitFor();
    await keyboard.press('Enter');
    await pane.getByText('No pinned messages yet.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Pinned messages');
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
