// Files in the widget: bob on another site, alice over REST and on the chat page.

import { afterAll, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { png, sendFiles, wav } from './support/files';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

describe('files in the widget', () => {
  it('are seen, saved, and sent by choosing and by pasting, with the text that stands there', async () => {
    await sendFiles(scene.server, 'alice', 'general', [['desk.png', png(1800, 900)], ['printer.log', Buffer.from('E1')]], 'what it looks like');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    const bob = await Guest.arrive(scene, site, 'bob');
    await bob.open('general');
    const bubble = bob.bubble('what it looks like');
    // A small one in line; the picture itself in a tab of its own.
    const picture = bubble.getByRole('link', { name: 'Open desk.png' });
    expect(await picture.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(720);
    const opened = bob.page.waitForEvent('popup');
    await picture.click();
    const tab = await opened;
    await expect.poll(() => tab.evaluate(() => document.images[0]?.naturalWidth).catch(() => 0), { timeout: 20_000 }).toBe(1800);
    await tab.close();
    const saved = bob.page.waitForEvent('download');
    await bubble.getByRole('button', { name: /printer.log/ }).click();
    expect((await saved).suggestedFilename()).toBe('printer.log');

    const chooser = bob.page.waitForEvent('filechooser');
    const send = bob.page.getByRole('button', { name: 'Send', exact: true });
    await bob.page.getByRole('button', { name: 'Attach files' }).click();
    expect(await send.isDisabled()).toBe(true);
    await (await chooser).setFiles([
      { name: 'answer.png', mimeType: 'image/png', buffer: png(40, 40) },
      { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('not this one') },
    ]);
    await bob.page.getByRole('button', { name: 'Remove wrong.txt' }).click();
    // Without a text.
    await send.click();
    await alice.log.getByRole('button', { name: 'Open answer.png' }).locator('img').waitFor();
    await bob.page.getByRole('link', { name: 'Open answer.png' }).locator('img').waitFor();

    // What is sent while a file is on its way waits for it.
    await bob.field.fill('this is what it shows');
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await bob.page.route(/\/api\/chat\/files\?/, async (route) => {
      await arrived;
      await route.continue();
    });
    await bob.field.evaluate(
      (field, bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(bytes)], 'shot.png', { type: 'image/png' }));
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, composed: true, cancelable: true }));
      },
      [...png(20, 20)],
    );
    await bob.page.getByRole('progressbar', { name: 'shot.png' }).waitFor();
    await bob.field.press('Enter');
    await expect.poll(() => bob.field.getAttribute('readonly')).not.toBeNull();
    expect(await alice.log.getByText('this is what it shows').count()).toBe(0);
    arrive();
    const both = alice.log.getByRole('article').filter({ hasText: 'this is what it shows' });
    await both.getByRole('button', { name: 'Open shot.png' }).locator('img').waitFor();
    await expect.poll(() => bob.field.inputValue()).toBe('');
    expect(await alice.log.getByText('not this one').count()).toBe(0);
    expect(await alice.log.getByText('wrong.txt').count()).toBe(0);
    await bob.page.unroute(/\/api\/chat\/files\?/);

    // What could not be uploaded keeps the text until it is taken out.
    await bob.field.fill('without it');
    const again = bob.page.waitForEvent('filechooser');
    await bob.page.getByRole('button', { name: 'Attach files' }).click();
    await (await again).setFiles([{ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }]);
    await bob.page.getByText('couldn’t be uploaded.').waitFor();
    await bob.field.press('Enter');
    await bob.page.getByText('Not sent. Try again.').waitFor();
    expect(await bob.field.inputValue()).toBe('without it');
    await bob.page.getByRole('button', { name: 'Remove empty.txt' }).click();
    await bob.field.press('Enter');
    await alice.log.getByText('without it').waitFor();
    await alice.leave();
    await bob.leave();
  });

  it('are read out as they are described, and voice messages are heard in place', async () => {
    const voice = { durationMs: 500, waveform: [10, 90, 40] };
    await sendFiles(scene.server, 'alice', 'general', [['panel.png', png(300, 200), { description: 'The panel: “Paper jam”' }], ['error.log', Buffer.from('E1'), { description: 'Its log' }], ['ring.wav', wav(), voice]], 'listen to it');
    const bob = await Guest.arrive(scene, site, 'bob');
    await bob.open('general');
    const bubble = bob.bubble('listen to it');
    await bubble.getByRole('link', { name: 'Open panel.png: The panel: “Paper jam”' }).locator('img[alt="The panel: “Paper jam”"]').waitFor();
    await bubble.getByRole('button', { name: /error.log.* Its log/ }).waitFor();
    await bubble.getByRole('button', { name: 'Play ring.wav' }).click();
    const heard = bubble.locator('audio');
    await expect.poll(() => heard.evaluate((audio: HTMLAudioElement) => audio.ended || audio.currentTime > 0), { timeout: 20_000 }).toBe(true);
    await bob.leave();
  });
});
