import { describe, expect, it } from 'vitest';

import { violations } from './support/axe';
import { Visitor } from './support/browser';
import { pdf, sendFiles } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

describe('a PDF', () => {
  it('is shown page by page, larger and smaller, and goes with its message', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { bypassCSP: true });
    const { page } = alice;
    await alice.open('helpdesk');
    await sendFiles(scene.server, 'bob', 'helpdesk', [['plan.pdf', pdf(['Floor one', 'Floor two', 'Floor three'])]], 'the plan of the house');
    const message = alice.message('the plan of the house');
    // Its beginning stands below its name, as high as it was before it came.
    const preview = message.locator('[data-file] > button[aria-hidden]');
    const height = (await preview.boundingBox())?.height;
    await preview.locator('img').waitFor();
    const dark = await preview.locator('img').evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      return context?.getImageData(0, 0, canvas.width, canvas.height).data.some((value, index) => index % 4 === 0 && value < 100);
    });
    expect(dark).toBe(true);
    expect((await preview.boundingBox())?.height).toBe(height);
    expect(await violations(page, { within: '[data-file]' })).toEqual([]);
    const card = message.getByRole('button', { name: 'Open plan.pdf' });
    await card.click();
    const dialog = page.getByRole('dialog', { name: 'plan.pdf' });
    await dialog.getByText('1 of 3').waitFor();
    const first = dialog.getByRole('img', { name: 'Page 1', exact: true });
    const painted = (): Promise<boolean> =>
      first.evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const pixels = canvas.width === 0 ? undefined : canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels?.some((value, index) => index % 4 === 0 && value < 100) ?? false;
      });
    await expect.poll(painted, { timeout: 20_000 }).toBe(true);
    await dialog.getByText('Floor one').waitFor({ state: 'attached' });
    const before = (await first.boundingBox())?.width ?? 0;
    await page.keyboard.press('+');
    await expect.poll(async () => (await first.boundingBox())?.width).toBeGreaterThan(before);
    await page.keyboard.press('0');
    await page.keyboard.press('End');
    await dialog.getByText('3 of 3').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Open plan.pdf');
    expect(alice.complaints).toEqual([]);

    await sendFiles(scene.server, 'bob', 'helpdesk', [['torn.pdf', Buffer.from('%PDF-1.4\nnothing else')]], 'a torn one');
    await alice.message('a torn one').getByText(/couldn’t be shown/).waitFor();
    await alice.message('a torn one').getByRole('button', { name: 'Open torn.pdf' }).click();
    await page.getByRole('dialog', { name: 'torn.pdf' }).getByText(/couldn’t be shown/).waitFor();
    await alice.leave();
  });
});
