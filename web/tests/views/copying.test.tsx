import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { copiedText } from '../../src/features/messages/copying';
import { MessageBubble } from '../../src/features/messages/MessageBubble';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), reply: vi.fn(), act: vi.fn(), onKeyDown: vi.fn() };

const TEXTS = [
  'first **bold**\nsecond line\n\nnext paragraph',
  '- one\n- two\n  - inner\n\n10. ten\n\n> said\n> more',
  '```\ncode\n  more\n```',
];

describe('a selection of messages', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(
      <div data-testid="list">
        {TEXTS.map((text, index) => (
          <MessageBubble
            key={text}
            message={messageOf({ id: index + 1, text, editedAt: 5, reactions: [{ emoji: '👍', users: ['bob'], count: 1 }] })}
            startsGroup
            editing={false}
            toolbar="react reply edit"
            highlighted={false}
            tools={tools}
          />
        ))}
      </div>,
    );
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  function copied(from: Node, start: number, to: Node, end: number): string | null {
    const selection = window.getSelection();
    if (selection === null) throw new Error('no selection');
    selection.setBaseAndExtent(from, start, to, end);
    return copiedText(selection, screen.getByTestId('list'), (id) => `author ${id}`);
  }

  it('is copied as author, time and words, without buttons', () => {
    const list = screen.getByTestId('list');
    expect(copied(list, 0, list, list.childNodes.length)).toBe(
      [
        'author 1\nfirst bold\nsecond line\n\nnext paragraph',
        'author 2\n- one\n- two\n  - inner\n\n10. ten\n\n> said\n> more',
        'author 3\ncode\n  more',
      ].join('\n\n'),
    );
  });

  it('begins and ends where it was selected', () => {
    const [first, last] = [screen.getByText(/second line/), screen.getByText(/code/)];
    const line = [...first.childNodes].find((node) => node.textContent === 'second line');
    const code = last.firstChild;
    if (line === undefined || code === null) throw new Error('no text');
    expect(copied(line, 7, code, 4)).toMatch(/^author 1\nline\n\nnext paragraph\n\nauthor 2\n[^]*\n\nauthor 3\ncode$/);
  });

  it('is left to the browser within one message, and without buttons around one', () => {
    const words = screen.getByText('bold');
    expect(copied(words, 0, words, 1)).toBeNull();
    const article = words.closest('article');
    if (article === null) throw new Error('no message');
    expect(copied(article, 0, article, article.childNodes.length)).toBe('first bold\nsecond line\n\nnext paragraph');
  });
});
