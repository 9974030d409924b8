// What styles say of a message's row and of names in sentences, by the values that they come to: nothing is drawn here.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import bubble from '../../src/features/messages/MessageBubble.module.css';
import { MessageBubble } from '../../src/features/messages/MessageBubble';
import system from '../../src/features/messages/SystemLine.module.css';
import { SystemLine } from '../../src/features/messages/SystemLine';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import link from '../../src/shared/ui/PersonLink.module.css';
import { messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const SOURCES = join(import.meta.dirname, '../../src');
/** The sheets that apply, in the page's order, with the names of the classes of those that are modules. */
const SHEETS: readonly [path: string, classes?: Readonly<Record<string, string>>][] = [
  ['tokens.css'],
  ['app/global.css'],
  ['shared/ui/PersonLink.module.css', link],
  ['features/messages/MessageBubble.module.css', bubble],
  ['features/messages/SystemLine.module.css', system],
];
const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };

let stage: Stage;
let sheet: HTMLStyleElement;

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'דוד' })] });
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

it('let a name in a sentence turn nothing around it, and keep its accents within the line', () => {
  stage.show(<SystemLine run={[messageOf({ type: 'system', userId: 'bob', text: '', system: { event: 'joined', userIds: ['bob'] } })]} toolbar="" highlighted={false} tools={tools} />);
  const line = screen.getByRole('article');
  expect(getComputedStyle(within(line).getByRole('button', { name: 'דוד' })).unicodeBidi).toBe('isolate');
  expect(getComputedStyle(line.querySelector('p') ?? line).overflow).toBe('clip');
});

it('keep the name above a message, with its accents, within its own line', () => {
  stage.show(<MessageBubble message={messageOf({ userId: 'bob' })} startsGroup editing={false} toolbar="reply" highlighted={false} tools={tools} />);
  const name = getComputedStyle(screen.getByRole('button', { name: 'דוד' }));
  expect([name.overflow, name.textOverflow, name.unicodeBidi]).toEqual(['hidden', 'ellipsis', 'isolate']);
});
