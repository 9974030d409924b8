import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a message that is being changed', () => {
  it('comes into view, keeps its text when scrolled away or loaded anew, and takes the focus once', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await alice.write('my own last words');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await bob.open('general');
    const path = new URL(bob.page.url()).pathname.replace('/chat/c/', '/api/chat/channels/');
    await bob.page.evaluate(async (address) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      for (let index = 0; index < 40; index += 1) {
        await fetch(`${address}/messages`, { method: 'POST', headers, body: JSON.stringify({ message: `edit filler ${index}` }) });
      }
    }, path);
    await alice.message('edit filler 39').waitFor();
    await alice.message('my own last words').waitFor({ state: 'detached' });

    await alice.composer.press('ArrowUp');
    const box = alice.page.getByRole('textbox', { name: 'Edit' });
    await box.waitFor();
    await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
    const place = await box.boundingBox();
    expect(place?.y ?? -1).toBeGreaterThan(0);
    expect(place?.y ?? 9999).toBeLessThan(700);
    await alice.page.keyboard.type(', changed');

    await alice.page.getByRole('button', { name: 'Jump to the latest messages' }).click();
    await alice.message('edit filler 39').waitFor();
    await box.waitFor({ state: 'detached' });
    await alice.composer.focus();
    await alice.log.evaluate((list) => list.scrollBy(0, -9000));
    await box.waitFor();
    expect(await box.inputValue()).toBe('my own last words, changed');
    expect(await alice.composer.evaluate((element) => element === document.activeElement)).toBe(true);

    await alice.page.reload();
    await alice.message('edit filler 39').waitFor();
    await alice.composer.press('ArrowUp');
    await box.waitFor();
    expect(await box.inputValue()).toBe('my own last words, changed');
    await box.press('Enter');
    await alice.message('my own last words, changed').getByText('(edited)').waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});
