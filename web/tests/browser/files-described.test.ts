import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { violations } from './support/axe';
import { Visitor } from './support/browser';
import { png, sendFiles } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

function tray(page: Page) {
  return page.getByRole('list', { name: 'Attached files' });
}

async function attach(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).first().click();
  await (await chooser).setFiles([{ name, mimeType, buffer }]);
  await tray(page).getByText(name).waitFor();
}

async function describeAs(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: `Describe ${name}` }).click();
  const dialog = page.getByRole('dialog', { name: 'File description' });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('What does it show?').fill(text);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe('descriptions of files', () => {
  it('are written before sending, and read out to everyone', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { bypassCSP: true });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { bypassCSP: true });
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const { page } = alice;
    await attach(page, 'panel.png', 'image/png', png(300, 200));
    await describeAs(page, 'panel.png', 'The printer’s panel: “Paper jam”');
    await tray(page).getByText('The printer’s panel').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Describe panel.png');
    await attach(page, 'error.log', 'text/plain', Buffer.from('E1'));
    await describeAs(page, 'error.log', 'What it wrote meanwhile');
    await alice.write('it is stuck');

    const seen = bob.message('it is stuck');
    await seen.getByRole('button', { name: 'Open panel.png: The printer’s panel: “Paper jam”' }).click();
    const lightbox = bob.page.getByRole('dialog', { name: 'panel.png' });
    await lightbox.getByRole('img', { name: 'The printer’s panel: “Paper jam”' }).waitFor();
    await lightbox.locator('p', { hasText: 'Paper jam' }).waitFor();
    expect(await violations(bob.page)).toEqual([]);
    // It is not his.
    expect(await lightbox.getByRole('button', { name: 'Describe panel.png' }).count()).toBe(0);
    await bob.page.keyboard.press('Escape');
    await seen.getByText('What it wrote meanwhile').waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('that are written while the file is on its way, or its message waits for it, come with it', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { bypassCSP: true });
    await alice.open('helpdesk');
    const { page } = alice;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/api\/chat\/uploads\//, async (route) => {
      await released;
      await route.continue();
    });
    await attach(page, 'panel.png', 'image/png', png(300, 200));
    await describeAs(page, 'panel.png', 'A panel');
    await alice.write('on its way');
    await page.getByRole('group', { name: 'Sending when the upload is done:' }).waitFor();
    await describeAs(page, 'panel.png', 'The panel of the printer');
    expect(await alice.message('on its way').count()).toBe(0);
    release();
    await alice.message('on its way').getByRole('button', { name: 'Open panel.png: The panel of the printer' }).waitFor();
    await alice.leave();
  });

  it('of one’s own files are changed after sending, everywhere at once', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { bypassCSP: true });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob', { bypassCSP: true });
    await sendFiles(scene.server, 'alice', 'helpdesk', [['one.png', png(200, 100)], ['two.png', png(100, 200)]], 'two of mine');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await bob.message('two of mine').getByRole('button', { name: 'Open two.png' }).click();
    await alice.message('two of mine').getByRole('button', { name: 'Open two.png' }).click();
    const { page } = alice;
    await describeAs(page, 'two.png', '+ The rack, from behind');
    // The dialog’s keys were its own, and what lies below it has the focus again.
    const lightbox = page.getByRole('dialog', { name: 'two.png' });
    await lightbox.getByRole('img', { name: '+ The rack, from behind' }).waitFor();
    expect(await lightbox.locator('[data-zoomed]').count()).toBe(0);
    await bob.page.getByRole('dialog', { name: 'two.png' }).getByRole('img', { name: '+ The rack, from behind' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: 'one.png' }).waitFor();
    await page.keyboard.press('Escape');
    await alice.message('two of mine').getByRole('button', { name: 'Open two.png: + The rack, from behind' }).waitFor();

    await alice.message('two of mine').getByRole('button', { name: /^Open two.png/ }).click();
    await describeAs(page, 'two.png', '');
    await bob.page.keyboard.press('Escape');
    await bob.message('two of mine').getByRole('button', { name: 'Open two.png', exact: true }).waitFor();
    expect(await bob.message('two of mine').getByText('edited').count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});
