import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { png } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

const file = (name: string, buffer: Buffer, mimeType = 'application/octet-stream') => ({ name, mimeType, buffer });

function tray(page: Page) {
  return page.getByRole('list', { name: 'Attached files' });
}

async function choose(page: Page, files: ReturnType<typeof file>[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).first().click();
  await (await chooser).setFiles(files);
}

/** Drags or pastes a file that is made in the page. */
async function hand(page: Page, kind: 'drop' | 'paste', name: string, bytes: Buffer, type: string): Promise<void> {
  await page.evaluate(
    async ([how, fileName, data, mimeType]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(data)], fileName, { type: mimeType }));
      const target = document.querySelector('#messages') ?? document.body;
      if (how === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
      else for (const event of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [kind, name, [...bytes], type] as const,
  );
}

describe('sending files', () => {
  it('is done by choosing, dropping and pasting, several at once and in their order, with a text', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const { page } = alice;
    await choose(page, [file('error.log', Buffer.from('E1\nE2'), 'text/plain'), file('dump.bin', Buffer.from([0, 1, 2, 3]))]);
    await tray(page).getByText('error.log').waitFor();
    await hand(page, 'drop', 'plan.png', png(30, 20), 'image/png');
    await tray(page).getByText('plan.png').waitFor();
    await hand(page, 'paste', 'shot.png', png(20, 20), 'image/png');
    await tray(page).getByText('shot.png').waitFor();
    await page.getByRole('button', { name: 'Remove dump.bin' }).click();
    await tray(page).getByText('dump.bin').waitFor({ state: 'detached' });
    // Enter sends: it removes no other one.
    expect(await alice.composer.evaluate((box) => box === document.activeElement)).toBe(true);
    await alice.write('all that I have');
    await tray(page).waitFor({ state: 'detached' });
    const seen = bob.message('all that I have');
    await seen.getByRole('button', { name: 'Open shot.png' }).locator('img').waitFor();
    const names = await seen.locator('[data-file]').evaluateAll((items) => items.map((item) => item.querySelector('strong')?.textContent ?? item.querySelector('button')?.title));
    expect(names).toEqual(['error.log', 'plan.png', 'shot.png']);

    // Without a text, too.
    await choose(page, [file('alone.log', Buffer.from('alone'), 'text/plain')]);
    await page.locator('[data-state="done"]').waitFor();
    await alice.composer.press('Enter');
    await bob.log.getByText('alone.log').waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('waits with the text until the files are there, through a lost connection and a reload', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    const { page } = alice;
    await page.context().route(/\/api\/chat\/uploads/, (route) => route.abort());
    await choose(page, [file('held.log', Buffer.from('held'), 'text/plain')]);
    await tray(page).getByText('held.log').waitFor();
    await alice.write('with a file');
    const waiting = page.getByRole('group', { name: /Sending when the upload is done/ });
    await waiting.getByText('with a file').waitFor();
    await waiting.getByText('held.log').waitFor();

    // Elsewhere it is not to be seen, and not lost.
    await alice.open('helpdesk');
    await waiting.waitFor({ state: 'detached' });
    await alice.write('elsewhere');
    await alice.message('elsewhere').waitFor();
    await page.reload();
    await alice.ready();
    await alice.open('general');
    await waiting.getByText('held.log').waitFor();
    expect(await bob.message('with a file').count()).toBe(0);

    await page.context().unroute(/\/api\/chat\/uploads/);
    const retry = waiting.getByRole('button', { name: 'Upload held.log again' });
    await expect
      .poll(async () => {
        // Whether it still tries by itself or has given up: both are in order.
        if (await retry.isVisible()) await retry.click({ timeout: 1000 }).catch(() => undefined);
        return bob.message('with a file').count();
      }, { timeout: 30_000 })
      .toBe(1);
    await bob.message('with a file').getByText('held.log').waitFor();
    await waiting.waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });

  it('says of each file why it cannot be sent, and keeps a draft with its files', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    const { page } = alice;
    await choose(page, [file('empty.txt', Buffer.alloc(0)), file('fake.png', Buffer.from('no picture'), 'image/png'), file('fine.txt', Buffer.from('fine'))]);
    await tray(page).getByText('The file is empty, or it is a folder.').waitFor();
    await tray(page).getByText('The content isn’t what the file name says.').waitFor();
    await alice.composer.fill('not yet');
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove empty.txt' }).click();
    await page.getByRole('button', { name: 'Remove fake.png' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(false);

    await alice.open('helpdesk');
    await tray(page).waitFor({ state: 'detached' });
    await alice.open('general');
    await tray(page).getByText('fine.txt').waitFor();
    await choose(page, Array.from({ length: 10 }, (_, index) => file(`more-${index}.txt`, Buffer.from(`${index}`))));
    await page.getByText('You can attach up to 10 files to a message. 1 file wasn’t attached: more-9.txt').waitFor();
    expect(await tray(page).getByRole('listitem').count()).toBe(10);
    await alice.leave();
  });

  it('takes files or a photo on a phone', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { page } = alice;
    await alice.open('general');
    for (const [choice, name] of [['Take a photo', 'photo.png'], ['Choose files', 'chosen.png']] as const) {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Attach files' }).click();
      await page.getByRole('menuitem', { name: choice }).click();
      await (await chooser).setFiles([file(name, png(20, 20), 'image/png')]);
      await tray(page).getByText(name).waitFor();
    }
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await alice.log.getByRole('button', { name: 'Open photo.png' }).locator('img').waitFor();
    await alice.leave();
  });

  it('works in a thread', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.write('a thread with files');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message('a thread with files').hover();
    await alice.message('a thread with files').getByRole('button', { name: 'Reply in thread' }).click();
    const pane = alice.page.getByRole('complementary');
    const chooser = alice.page.waitForEvent('filechooser');
    await pane.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles([file('reply.log', Buffer.from('in the thread'), 'text/plain')]);
    await tray(alice.page).getByText('reply.log').waitFor();
    await pane.getByRole('textbox').fill('see here');
    await pane.getByRole('textbox').press('Enter');
    await pane.getByRole('article').filter({ hasText: 'see here' }).getByText('reply.log').waitFor();
    await alice.leave();
  });
});
