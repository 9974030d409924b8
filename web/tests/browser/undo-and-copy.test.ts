// What only a browser can show: its undo, and its clipboard.

import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('undo', () => {
  it('takes back words and not letters, in a new message and in one that is edited', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.composer.pressSequentially('one two three');
    await alice.page.keyboard.press('Control+z');
    // The browser decides where what was typed at a stretch begins.
    expect((await alice.composer.inputValue()).length).toBeLessThan('one two thr'.length);
    await alice.write('as written');
    await alice.message('as written').waitFor();
    // What is on its way cannot be edited yet.
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.composer.press('ArrowUp');
    const editing = alice.page.getByRole('textbox', { name: 'Edit' });
    await editing.pressSequentially(' five six');
    await alice.page.keyboard.press('Control+z');
    expect((await editing.inputValue()).length).toBeLessThan('as written five s'.length);
    await alice.leave();
  });

  it('takes back a completed name, a mark and an emoji, one after the other', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    const value = (): Promise<string> => alice.composer.inputValue();
    await alice.composer.pressSequentially('ask @bo');
    await alice.page.getByRole('option').first().waitFor();
    await alice.page.keyboard.press('Enter');
    expect(await value()).toBe('ask @bob ');
    await alice.page.keyboard.press('Control+Home');
    await alice.page.keyboard.press('Shift+End');
    await alice.page.keyboard.press('Control+b');
    expect(await value()).toBe('**ask @bob **');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toBe('ask @bob ');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toMatch(/^ask @?(bo)?$/);
    await alice.composer.fill('one');
    await alice.composer.selectText();
    await alice.page.getByRole('button', { name: 'Italic' }).click();
    await alice.page.getByRole('button', { name: 'Bulleted list' }).click();
    expect(await value()).toBe('- *one*');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toBe('*one*');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toBe('one');
    await alice.composer.fill('');
    await alice.page.getByRole('button', { name: 'Insert an emoji' }).click();
    await alice.page.locator('emoji-picker').getByRole('combobox').fill('tada');
    await alice.page.keyboard.press('Enter');
    await expect.poll(value).toBe('🎉');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toBe('');
    await alice.leave();
  });
});

describe('copying', () => {
  it('several messages gives authors, times and texts, and no buttons', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['clipboard-read', 'clipboard-write'] });
    await alice.open('general');
    await alice.write('copied **one**');
    await alice.write('copied two');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message('copied two').waitFor();
    await alice.page.evaluate(() => {
      const words = [...document.querySelectorAll('[data-words]')].filter((element) => element.textContent?.startsWith('copied'));
      const [first, last] = [words[0], words.at(-1)];
      if (first === undefined || last === undefined) throw new Error('no messages');
      window.getSelection()?.setBaseAndExtent(first, 0, last, last.childNodes.length);
      document.execCommand('copy');
    });
    const copied = await alice.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^Alice[^\n]*, [^\n]*20\d\d[^\n]*\ncopied one\n\nAlice[^\n]*, [^\n]*20\d\d[^\n]*\ncopied two$/);
    await alice.leave();
  });
});
