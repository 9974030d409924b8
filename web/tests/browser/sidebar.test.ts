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

/** Thirty channels, with Alice and Bob in them. */
async function makeRooms(): Promise<number[]> {
  const ids: number[] = [];
  for (let count = 10; count < 40; count += 1) {
    // One after the other, as people do.
    // oxlint-disable-next-line no-await-in-loop
    const { id } = await ask('alice', 'POST', '/channels', { name: `room-${count}`, type: 'public' });
    // oxlint-disable-next-line no-await-in-loop
    await ask('alice', 'POST', `/channels/${id}/members`, { userId: 'bob' });
    ids.push(id);
  }
  return ids;
}

/** Whether the row of the open conversation is in sight in the list. */
async function seesSelected({ conversations }: Visitor): Promise<boolean> {
  return conversations.locator('[aria-current=page][data-channel]').evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    const middle = document.elementFromPoint(row.getBoundingClientRect().left + 20, (top + bottom) / 2);
    return top >= 0 && bottom <= window.innerHeight && middle !== null && row.contains(middle);
  });
}

describe('with many channels', () => {
  it('shows the row of the open conversation on load, and while the keyboard walks', async () => {
    const ids = await makeRooms();
    // What comes in later than the rest, and stands above: a section of one's own, pinned conversations.
    await ask('bob', 'PUT', '/preferences', { sections: [{ id: 'own', title: 'Mine', channels: ids.slice(0, 8) }] });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { viewport: { width: 1280, height: 560 } });
    const { page } = bob;
    for (const visit of [() => bob.visit(`/chat/c/${ids.at(-1)}`), () => page.reload()]) {
      // oxlint-disable-next-line no-await-in-loop
      await visit();
      // oxlint-disable-next-line no-await-in-loop
      await page.getByRole('heading', { level: 1, name: 'room-39' }).waitFor();
      // oxlint-disable-next-line no-await-in-loop
      await page.locator('#messages').waitFor();
      // oxlint-disable-next-line no-await-in-loop
      await expect.poll(() => seesSelected(bob)).toBe(true);
      // It stays so when everything is there.
      // oxlint-disable-next-line no-await-in-loop
      await page.waitForLoadState('networkidle');
      // oxlint-disable-next-line no-await-in-loop
      expect(await seesSelected(bob)).toBe(true);
    }
    for (const name of ['room-38', 'room-37', 'room-36']) {
      // oxlint-disable-next-line no-await-in-loop
      await page.keyboard.press('Alt+ArrowUp');
      // oxlint-disable-next-line no-await-in-loop
      await page.getByRole('heading', { level: 1, name }).waitFor();
      // oxlint-disable-next-line no-await-in-loop
      expect(await seesSelected(bob)).toBe(true);
    }
    await bob.leave();
  });

  it('leads to what is unread out of sight, by mouse and by keyboard', async () => {
    const ids = await makeRooms();
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

  it('hides no row of a phone behind the way there', async () => {
    const ids = await makeRooms();
    await ask('alice', 'POST', `/channels/${ids.at(-5)}/messages`, { message: 'anybody here?' });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const way = bob.page.getByRole('button', { name: 'More unread below' });
    const { y: top = 0 } = (await way.boundingBox()) ?? {};
    const bottoms = await bob.conversations.locator('[data-channel]').evaluateAll((rows) => rows.map((row) => [row.getBoundingClientRect().top, (row.closest('div[class*=scroll]') ?? row).getBoundingClientRect().bottom]));
    const seen = bottoms.filter(([rowTop = 0, edge = 0]) => rowTop < edge);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter(([, edge = 0]) => edge > top)).toEqual([]);
    await bob.leave();
  });
});
