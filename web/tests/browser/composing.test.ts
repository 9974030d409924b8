// The composer as two people use it: lists, pasting from other programs, undo.

import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** What a spreadsheet puts on the clipboard. */
const SHEET = '<table><tr><td>Host</td><td>Free</td></tr><tr><td>srv01</td><td>12.5</td></tr><tr><td>C:\\temp\\*.log</td><td>3</td></tr></table>';

async function paste(visitor: Visitor, html: string, plain: string): Promise<void> {
  await visitor.composer.focus();
  await visitor.page.evaluate(
    ([rich, text]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', rich ?? '');
      clipboardData.setData('text/plain', text ?? '');
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [html, plain],
  );
}

describe('writing to somebody', () => {
  it('a list goes on with each line, is taken back step by step, and is a list for the other', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    const value = (): Promise<string> => alice.composer.inputValue();
    await alice.composer.pressSequentially('1. unplug it');
    await alice.page.keyboard.press('Shift+Enter');
    expect(await value()).toBe('1. unplug it\n2. ');
    await alice.page.keyboard.press('Control+z');
    expect(await value()).toBe('1. unplug it');
    await alice.page.keyboard.press('Control+Shift+z');
    expect(await value()).toBe('1. unplug it\n2. ');
    await alice.composer.pressSequentially('plug it in');
    await alice.page.keyboard.press('Shift+Enter');
    await alice.page.keyboard.press('Shift+Enter');
    expect(await value()).toBe('1. unplug it\n2. plug it in\n');
    // Who types the signs by hand gets them once, and a fence is no item.
    await alice.composer.pressSequentially('- check it');
    await alice.page.keyboard.press('Shift+Enter');
    await alice.composer.pressSequentially('- log in');
    await alice.page.keyboard.press('Shift+Enter');
    await alice.composer.pressSequentially('```');
    expect(await value()).toBe('1. unplug it\n2. plug it in\n- check it\n- log in\n```');
    for (let back = 0; back < 3; back += 1) await alice.page.keyboard.press('Backspace');
    await alice.composer.pressSequentially('that is all');
    await alice.page.keyboard.press('Enter');
    await bob.message('that is all').locator('ol > li', { hasText: 'plug it in' }).first().waitFor();
    await alice.leave();
    await bob.leave();
  });

  it('a begun message keeps its caret while one looks elsewhere', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.composer.fill('one two');
    await alice.page.keyboard.press('Home');
    await alice.page.keyboard.press('Shift+ArrowRight');
    await alice.open('helpdesk');
    await alice.open('general');
    await expect.poll(() => alice.composer.evaluate((field) => [field === document.activeElement, (field as HTMLTextAreaElement).selectionStart, (field as HTMLTextAreaElement).selectionEnd])).toEqual([true, 0, 1]);
    await alice.composer.fill('');
    await alice.leave();
  });

  it('typing after a click on a message writes, and gives it no command', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.write('click on me');
    await alice.message('click on me').last().click();
    await alice.page.keyboard.type('tea first');
    expect(await alice.composer.inputValue()).toBe('tea first');
    expect(await alice.page.getByRole('complementary').count()).toBe(0);
    await alice.composer.fill('');
    await alice.leave();
  });

  it('a direct message goes out from any conversation', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await bob.open('general');
    await alice.open('general');
    await alice.composer.pressSequentially('/msg @bo');
    await alice.page.getByRole('option', { name: /@bob/ }).waitFor();
    await alice.page.keyboard.press('Enter');
    await alice.composer.pressSequentially('are you at your desk?');
    await alice.page.keyboard.press('Enter');
    await alice.message('are you at your desk?').waitFor();
    await bob.page.getByRole('link', { name: /Alice/ }).first().click();
    await bob.message('are you at your desk?').waitFor();
    await alice.leave();
    await bob.leave();
  });

  it('a pasted sheet is a table for the other, and can be taken back', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await alice.composer.pressSequentially('free space:');
    await paste(alice, SHEET, 'Host\tFree\nsrv01\t12.5\nC:\\temp\\*.log\t3');
    await expect.poll(() => alice.composer.inputValue()).toContain('| srv01 | 12.5 |');
    await alice.page.keyboard.press('Control+z');
    expect(await alice.composer.inputValue()).toBe('free space:');
    await alice.page.keyboard.press('Control+Shift+z');
    await alice.page.keyboard.press('Enter');
    const table = bob.message('free space:').getByRole('table');
    await table.waitFor();
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Host', 'Free']);
    expect(await table.getByRole('cell').allTextContents()).toEqual(['srv01', '12.5', 'C:\\temp\\*.log', '3']);
    await alice.leave();
    await bob.leave();
  });
});
