import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { pointByTouch, setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  stage.session.stop();
});

const show = (): unknown => stage.show(<MessageInput channel={stage.server.channel} title="#general" />);
const field = (): HTMLTextAreaElement => screen.getByRole('textbox');

it('formats what is selected, and keeps it selected', async () => {
  show();
  await userEvent.type(field(), 'ask the wiki');
  field().setSelectionRange(4, 12);
  await userEvent.click(await screen.findByRole('button', { name: 'Bold' }));
  expect(field().value).toBe('ask **the wiki**');
  expect(field().value.slice(field().selectionStart, field().selectionEnd)).toBe('the wiki');
  await userEvent.click(screen.getByRole('button', { name: 'Bold' }));
  await userEvent.click(screen.getByRole('button', { name: 'Quote' }));
  expect(field().value).toBe('> ask the wiki');
});

it('does the same by keys, of which the one for a link needs a selection', async () => {
  show();
  const found = vi.fn();
  window.addEventListener('keydown', found);
  await userEvent.type(field(), 'wiki');
  found.mockClear();
  field().setSelectionRange(0, 4);
  await userEvent.keyboard('{Control>}k{/Control}');
  expect(field().value).toBe('[wiki]()');
  expect(found.mock.calls.filter(([event]) => event.key === 'k')).toEqual([]);
  await userEvent.keyboard('{Control>}k{/Control}');
  expect(found.mock.calls.filter(([event]) => event.key === 'k')).toHaveLength(1);
  expect(field().value).toBe('[wiki]()');
  window.removeEventListener('keydown', found);
});

it('can be hidden, which is remembered', async () => {
  show();
  await screen.findByRole('toolbar', { name: 'Formatting' });
  await userEvent.click(screen.getByRole('button', { name: 'Hide formatting' }));
  expect(screen.queryByRole('toolbar')).toBeNull();
  cleanup();
  show();
  expect(screen.queryByRole('toolbar')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Show formatting' }));
  await screen.findByRole('toolbar');
});

it('is one stop of the Tab key, with arrow keys from button to button', async () => {
  show();
  const bold = await screen.findByRole('button', { name: 'Bold' });
  bold.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Italic');
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Code block');
  expect(screen.getByRole('toolbar').querySelectorAll('[tabindex="0"]')).toHaveLength(1);
});

it('leaves its room to the text where fingers type, until it is asked for', async () => {
  pointByTouch();
  show();
  expect(screen.queryByRole('toolbar')).toBeNull();
  expect(screen.getByRole('button', { name: 'Show formatting' })).toBeTruthy();
});
