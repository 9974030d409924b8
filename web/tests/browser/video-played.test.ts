import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { sendFiles } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

/** A video of two seconds, recorded by the browser itself: it plays what it records. */
async function recorded(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 50; frame += 1) {
      context?.fillRect(frame, frame, 20, 20);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => {
        setTimeout(resolve, 40);
      });
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}

describe('video', () => {
  it('is fetched once it is asked for, keeps its place while it does, and plays from anywhere', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('helpdesk');
    const about = { durationMs: 2000 };
    await sendFiles(scene.server, 'bob', 'helpdesk', [['printer.webm', await recorded(page), about]], 'how it jams');
    const ranges: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/chat/file-links/')) ranges.push(response.status());
    });
    const message = alice.message('how it jams');
    const play = message.getByRole('button', { name: 'Play printer.webm' });
    const before = await play.boundingBox();
    expect(await message.locator('video').count()).toBe(0);
    expect(ranges).toEqual([]);
    await play.click();
    const video = message.locator('video');
    const read = <Value>(of: (element: HTMLVideoElement) => Value): Promise<Value> => video.evaluate(of);
    await expect.poll(() => read((element) => element.currentTime), { timeout: 20_000 }).toBeGreaterThan(0);
    const after = await video.boundingBox();
    expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
    expect(ranges).toContain(206);
    expect(await read(({ videoWidth, videoHeight, controls }) => [videoWidth, videoHeight, controls])).toEqual([160, 90, true]);
    await expect.poll(() => read((element) => element.ended), { timeout: 20_000 }).toBe(true);
    await read((element) => {
      element.currentTime = 0.5;
    });
    await expect.poll(() => read((element) => !element.seeking && Math.abs(element.currentTime - 0.5) < 0.3), { timeout: 20_000 }).toBe(true);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
