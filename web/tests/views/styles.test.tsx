// What styles say of a message's row, by the values that they come to: nothing is drawn here.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import bubble from '../../src/features/messages/MessageBubble.module.css';
import { MessageBubble } from '../../src/features/messages/MessageBubble';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const SOURCES = join(import.meta.dirname, '../../src');
/** The sheets that apply, in the page's order, with the names of the classes of those that are modules. */
const SHEETS: readonly [path: string, classes?: Readonly<Record<string, string>>][] = [
  ['tokens.css'],
  ['app/global.css'],
  ['features/messages/MessageBubble.module.css', bubble],
];
const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };

let stage: Stage;
let sheet: HTMLStyleElement;

beforeEach(async () => {
  stage = await setStage();
  const texts = await Promise.all(
    SHEETS.map(async ([path, classes]) => (await readFile(join(SOURCES, path), 'utf8')).replace(/\.([a-z]\w*)(?=[\s{:,.>)])/gi, (written, own: string) => (classes === undefined ? written : `.${classes[own]}`))),
  );
  sheet = document.createElement('style');
  sheet.textContent = texts.join('\n');
  document.head.append(sheet);
});

afterEach(() => {
  cleanup();
  stage.session.stop();
  sheet.remove();
  delete document.documentElement.dataset['density'];
  be(1024);
});

/** Makes the window as wide as that. */
function be(width: number): void {
  (window as unknown as { happyDOM: { setViewport(size: { width: number }): void } }).happyDOM.setViewport({ width });
}

/** How much room a row of messages takes beside and above what it says. */
function roomAt(width: number, density: 'comfortable' | 'compact'): { side: number; gap: number; above: number } {
  be(width);
  document.documentElement.dataset['density'] = density;
  const { paddingLeft, paddingRight, gap, paddingTop } = getComputedStyle(screen.getByRole('article'));
  expect(paddingRight).toBe(paddingLeft);
  const above = Array.from(paddingTop.matchAll(/\d+(?=px)/g), Number).reduce((sum, size) => sum + size, 0);
  return { side: Number.parseFloat(paddingLeft), gap: Number.parseFloat(gap), above };
}

it('make the rows of messages tighter on a phone, and where that is chosen', () => {
  stage.show(<MessageBubble message={messageOf()} startsGroup editing={false} toolbar="reply" highlighted={false} tools={tools} />);
  const [desk, phone, compact] = [roomAt(1440, 'comfortable'), roomAt(390, 'comfortable'), roomAt(390, 'compact')];
  expect(desk).toEqual({ side: 20, gap: 12, above: 9 });
  expect(phone).toEqual({ side: 12, gap: 10, above: 9 });
  expect(compact).toEqual({ ...phone, above: 3 });
});
