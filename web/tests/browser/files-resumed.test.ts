import { randomBytes } from 'node:crypto';

import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { Line } from './support/line';
import { setScene } from './support/scene';

const scene = setScene();
const SIZE = 24_000_000;

let line: Line;
beforeEach(async () => {
  line = await Line.to(scene.server);
});
afterEach(() => line.close());

async function attach(page: Page, bytes: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).first().click();
  await (await chooser).setFiles([{ name: 'trace.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
}

const bar = (page: Page) => page.getByRole('progressbar', { name: 'Uploading trace.bin' });
/** All of it once the bar has gone. */
const percent = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.querySelector('[role=progressbar][aria-label="Uploading trace.bin"]')?.getAttribute('aria-valuenow') ?? 100));
/** The bar is there. */
const attached = async (page: Page, bytes: Buffer): Promise<void> => {
  await attach(page, bytes);
  await bar(page).waitFor();
};

/** Resolves once the browser has stored the message and that its file belongs to it: what is closed before that is lost. */
async function kept(page: Page): Promise<void> {
  const stored = (): Promise<boolean> =>
    page.evaluate(async () => {
      const answered = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error));
        });
      const database = await answered(indexedDB.open('orvale-chat-files'));
      const all = (store: string): Promise<{ message?: string | null }[]> => answered(database.transaction(store).objectStore(store).getAll());
      const [messages, items] = await Promise.all([all('messages'), all('items')]);
      database.close();
      return messages.length === 1 && items.every(({ message }) => typeof message === 'string');
    });
  await expect.poll(stored).toBe(true);
}

/** The bytes that others get. */
async function received(reader: Visitor, text: string): Promise<Buffer> {
  const id = await reader.message(text).locator('[data-file]').getAttribute('data-file');
  const answer = await fetch(`${scene.server.address}/api/chat/files/${id}`, { headers: { authorization: `Bearer ${scene.server.token('bob')}` } });
  return Buffer.from(await answer.arrayBuffer());
}

describe('a large upload', () => {
  it('goes on where it was when the line is cut and mended, and after a reload', async () => {
    const alice = await Visitor.signedIn(scene.browser, line, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const { page } = alice;
    const bytes = randomBytes(SIZE);
    await attached(page, bytes);
    await expect.poll(() => percent(page)).toBeGreaterThan(25);
    line.cut();
    await page.getByText('Waiting for the connection…').waitFor();
    const before = await percent(page);
    line.mend();
    await expect.poll(() => percent(page)).toBeGreaterThan(before);

    await alice.write('the whole trace');
    await kept(page);
    await page.reload();
    await alice.ready();
    await bob.message('the whole trace').waitFor();
    expect((await received(bob, 'the whole trace')).equals(bytes)).toBe(true);
    // What had arrived was not sent again: a part at most, each time, and what the browser had put into its buffers.
    expect(line.sent).toBeLessThan(SIZE + 14_000_000);
    await alice.leave();
    await bob.leave();
  });

  it('can be paused and resumed, stays paused in the next page, and leaves nothing when it is removed', async () => {
    const alice = await Visitor.signedIn(scene.browser, line, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const { page } = alice;
    const bytes = randomBytes(SIZE);
    await attached(page, bytes);
    await expect.poll(() => percent(page)).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Pause uploading trace.bin' }).click();
    await page.getByText('Paused').waitFor();
    await page.reload();
    await alice.ready();
    await alice.open('helpdesk');
    await page.getByText('Paused').waitFor();
    const deleted = page.waitForRequest((request) => request.method() === 'DELETE' && request.url().includes('/api/chat/uploads/'));
    await page.getByRole('button', { name: 'Resume uploading trace.bin' }).click();
    await alice.write('after a pause');
    await bob.message('after a pause').waitFor();
    expect((await received(bob, 'after a pause')).equals(bytes)).toBe(true);

    await attached(page, bytes);
    await expect.poll(() => percent(page)).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Remove trace.bin' }).click();
    expect((await (await deleted).response())?.status()).toBe(204);
    await bar(page).waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });

  it('that the server no longer has when the page is opened again is sent anew', async () => {
    const alice = await Visitor.signedIn(scene.browser, line, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const { page } = alice;
    const bytes = randomBytes(50_000);
    const uploaded = page.waitForResponse((response) => response.headers()['upload-file-id'] !== undefined);
    await attach(page, bytes);
    const id = (await uploaded).headers()['upload-file-id'];
    await bar(page).waitFor({ state: 'detached' });
    // As after a day.
    const headers = { authorization: `Bearer ${scene.server.token('alice')}` };
    const deleted = await fetch(`${scene.server.address}/api/chat/files/${id}`, { method: 'DELETE', headers });
    expect(deleted.status).toBe(204);
    await page.reload();
    await alice.ready();
    await alice.open('helpdesk');
    await alice.write('a day later');
    await bob.message('a day later').waitFor();
    expect((await received(bob, 'a day later')).equals(bytes)).toBe(true);
    await alice.leave();
    await bob.leave();
  });
});
