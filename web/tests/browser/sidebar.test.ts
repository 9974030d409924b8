import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** Asks REST as somebody. */
async function ask(username: string, method: string, path: string, body?: object): Promise<{ id: number }> {
  const answer = await fetch(`${scene.server.address}/api/chat${path}`, {
    method,
    headers: { authorization: `Bearer ${scene.server.token(username)}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { id: number };
}

describe('with many channels', () => {
  it('leads to what is unread out of sight, by mouse and by keyboard', async () => {
    const ids: number[] = [];
    for (let count = 10; count < 40; count += 1) {
      // One after the other, as people do.
      // oxlint-disable-next-line no-await-in-loop
      const { id } = await ask('alice', 'POST', '/channels', { name: `room-${count}`, type: 'public' });
      // oxlint-disable-next-line no-await-in-loop
      await ask('alice', 'POST', `/channels/${id}/members`, { userId: 'bob' });
      ids.push(id);
    }
    await ask('alice', 'POST', `/channels/${ids.at(-5)}/messages`, { message: 'anybody here?' });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { viewport: { width: 1280, height: 560 } });
    const { page } = bob;
    await bob.open('general');
    await page.getByRole('button', { name: 'More unread below' }).click();
    const row = bob.conversation('room-35');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('room-35'));
    expect(await row.evaluate((element) => element.getBoundingClientRect().bottom < window.innerHeight)).toBe(true);
    // The list has scrolled, not the page around it.
    expect(await page.evaluate(() => [window.scrollY, document.documentElement.scrollHeight])).toEqual([0, 560]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'room-35' }).waitFor();

    // Among forty conversations the Tab key stops at one.
    await row.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    const inList = await page.evaluate(() => document.activeElement?.closest('nav a') !== null);
    expect(inList).toBe(false);

    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    await bob.conversation('room-20').waitFor({ state: 'detached' });
    await page.reload();
    await row.waitFor();
    expect(await bob.conversation('room-20').count()).toBe(0);
    expect(bob.complaints).toEqual([]);
    await bob.leave();
  });
});
