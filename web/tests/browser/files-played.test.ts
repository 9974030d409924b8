import type { Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { sendFiles, wav } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

describe('sound and video', () => {
  it('is fetched from where it is played, through links that expire and are renewed, and never with the login', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('helpdesk');
    await sendFiles(scene.server, 'bob', 'helpdesk', [['call.wav', wav(3000)]], 'a long call');
    const requests: Request[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/chat/file-links/')) requests.push(request);
    });
    const message = alice.message('a long call');
    await message.getByRole('button', { name: 'Play call.wav' }).click();
    const audio = message.locator('audio');
    const time = (): Promise<number> => audio.evaluate((element: HTMLAudioElement) => element.currentTime);
    await expect.poll(time, { timeout: 20_000 }).toBeGreaterThan(0);
    await audio.evaluate((element: HTMLAudioElement) => {
      element.currentTime = 2500;
    });
    await expect.poll(time, { timeout: 20_000 }).toBeGreaterThan(2500);
    const ranges = await Promise.all(requests.map(async (request) => [await request.headerValue('range'), (await request.response())?.status()] as const));
    expect(ranges.some(([range, status]) => status === 206 && Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1]) > 15_000_000)).toBe(true);
    const headers = await Promise.all(requests.map((request) => request.allHeaders()));
    expect(headers.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    const token = scene.server.token('alice');
    expect(requests.filter((request) => request.url().includes(token))).toEqual([]);

    // An expired link is `not_found`: the next one goes on from the same place.
    let expired = 0;
    await page.route(/\/api\/chat\/file-links\//, async (route) => {
      expired += 1;
      if (expired === 1) await route.fulfill({ status: 404, body: '' });
      else await route.continue();
    });
    await audio.evaluate((element: HTMLAudioElement) => {
      element.currentTime = 1200;
    });
    await expect.poll(() => expired, { timeout: 20_000 }).toBeGreaterThan(1);
    await expect.poll(time, { timeout: 20_000 }).toBeGreaterThan(1200);
    expect(await time()).toBeLessThan(2500);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('says when the browser cannot play it', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('helpdesk');
    const damaged = wav(1).fill(0xff, 12, 40);
    await sendFiles(scene.server, 'bob', 'helpdesk', [['broken.wav', damaged]], 'a damaged one');
    const message = alice.message('a damaged one');
    await message.getByRole('button', { name: 'Play broken.wav' }).click();
    await message.getByText('Your browser can’t play this file.').waitFor();
    await alice.leave();
  });
});
