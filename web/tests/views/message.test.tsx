import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FormattedText } from '../../src/features/messages/FormattedText';
import { MessageBubble } from '../../src/features/messages/MessageBubble';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { OutgoingBubble } from '../../src/features/messages/OutgoingBubble';
import styles from '../../src/features/messages/FormattedText.module.css';
import { refused } from '../fakes/contract';
import { channelOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = {
  react: vi.fn(),
  pickReaction: vi.fn(),
  openMenu: vi.fn(), reply: vi.fn(),
  act: vi.fn(),
  onKeyDown: vi.fn(),
};

const bubble = (change: Parameters<typeof messageOf>[0]) => (
  <MessageBubble message={messageOf(change)} startsGroup editing={false} toolbar="react reply edit" highlighted={false} tools={tools} />
);

describe('a message', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('says who wrote what, and that it was edited', () => {
    stage.show(bubble({ text: 'hello **there**', editedAt: 5 }));
    expect(screen.getByText('Bob Kowalski')).toBeTruthy();
    expect(screen.getByText('there').tagName).toBe('STRONG');
    // Behind the last word, not below it.
    expect(screen.getByText('(edited)').closest('p')?.textContent).toBe('hello there (edited)');
  });

  it('quotes a message that the user may not see without its words, and with them once they may', async () => {
    const told: { answer: unknown } = { answer: refused(404, 'not_found') };
    stage.answers['/messages/9'] = () => told.answer;
    const { rerender } = stage.show(bubble({ text: 'see above', replyToId: 9 }));
    await waitFor(() => expect(stage.asked.some((address) => address.endsWith('/messages/9'))).toBe(true));
    await screen.findByText('Reply to a message you can’t see');
    expect(screen.queryByRole('button', { name: /Replying|Reply to Bob/ })).toBeNull();
    rerender(<></>);
    told.answer = messageOf({ id: 9, seq: 2, text: 'the vault code' });
    stage.show(bubble({ text: 'see above', replyToId: 9 }));
    await screen.findByText('the vault code');
    expect(screen.queryByText('Reply to a message you can’t see')).toBeNull();
  });

  it('is folded when it has very many lines, until one wants to read on', async () => {
    const text = Array.from({ length: 1050 }, (_, line) => `line ${line}`).join('\n');
    const { rerender } = stage.show(bubble({ id: 77, text }));
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(screen.getByRole('button', { name: 'Show less' }).getAttribute('aria-expanded')).toBe('true');
    rerender(<></>);
    stage.show(bubble({ id: 77, text }));
    await userEvent.click(screen.getByRole('button', { name: 'Show less' }));
    cleanup();
    stage.show(bubble({ id: 78, text: text.split('\n').slice(0, 60).join('\n') }));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('is folded when it is as long without a line end', () => {
    stage.show(bubble({ id: 79, text: 'word '.repeat(800) }));
    expect(screen.getByRole('button', { name: 'Show more' })).toBeTruthy();
    cleanup();
    stage.show(bubble({ id: 80, text: 'word '.repeat(400) }));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('is a tombstone without tools once deleted', () => {
    stage.show(bubble({ text: '', deletedAt: 5 }));
    expect(screen.getByText('This message was deleted.')).toBeTruthy();
    // Of its author there is a card all the same.
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Bob Kowalski']);
  });

  it('shows who reacted and gives or takes the reaction on a click', async () => {
    stage.show(bubble({ reactions: [{ emoji: '🎉', users: ['bob', 'alice'], count: 2 }] }));
    const reaction = screen.getByRole('button', { name: /Bob Kowalski and you reacted with 🎉/ });
    expect(reaction.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(reaction);
    expect(tools.react).toHaveBeenCalledWith(expect.objectContaining({ id: 1 }), '🎉');
  });

  it('shows reactions without offering any to whoever only previews the channel', async () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, role: null }) });
    stage.show(bubble({ reactions: [{ emoji: '🎉', users: ['bob'], count: 1 }] }));
    expect(screen.queryByRole('button', { name: 'Add a reaction' })).toBeNull();
    const reaction = screen.getByRole('button', { name: /reacted with/ });
    expect(reaction.getAttribute('aria-disabled')).toBe('true');
    // Whoever loses the right while they are there keeps the focus.
    reaction.focus();
    expect(document.activeElement).toBe(reaction);
    vi.mocked(tools.react).mockClear();
    await userEvent.click(reaction);
    expect(tools.react).not.toHaveBeenCalled();
  });

  it('keeps what its text leads to with the text, above the reactions', async () => {
    const previews = [{ url: 'https://wiki.example/', title: 'Wiki', description: '', siteName: '' }];
    stage.show(bubble({ text: 'see https://wiki.example/', previews, reactions: [{ emoji: '🎉', users: ['bob'], count: 1 }] }));
    const preview = await screen.findByRole('region', { name: 'Preview of Wiki' });
    const reaction = screen.getByRole('button', { name: /reacted with/ });
    expect(preview.compareDocumentPosition(reaction)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it('makes its buttons once the pointer or the focus comes to it, but for the one to the menu', async () => {
    stage.show(bubble({}));
    expect(screen.getByRole('button', { name: 'More actions' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Reply' })).toBeNull();
    await userEvent.hover(screen.getByRole('article'));
    expect(screen.getByRole('button', { name: 'Reply' })).toBeTruthy();
    cleanup();
    stage.show(bubble({}));
    act(() => screen.getByRole('article').focus());
    expect(screen.getByRole('button', { name: 'Reply' })).toBeTruthy();
  });

  it('counts the people of a reaction that it cannot name', () => {
    stage.show(bubble({ reactions: [{ emoji: '🎉', users: ['bob'], count: 1200 }] }));
    expect(screen.getByRole('button', { name: 'Bob Kowalski and 1,199 others reacted with 🎉' }).textContent).toContain('1200');
  });

  it('makes no element of a hostile text', () => {
    const text = '<img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1))';
    const { container } = stage.show(<FormattedText text={text} />);
    expect(container.querySelector('img, script, a')).toBeNull();
    expect(container.textContent).toBe(text);
  });

  it('paints the mentions that the server found, and no others', () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('eve')] });
    const text = '@bob @eve @ALICE `@bob` @all';
    const mentions = mentionsIn(text, 'bob', 'alice');
    const { container } = stage.show(<FormattedText text={text} mentions={mentions} />);
    expect([...container.querySelectorAll(`.${styles.mention}`)].map(({ textContent }) => textContent)).toEqual([
      '@Bob Kowalski',
      '@Alice',
    ]);
    expect(container.textContent).toBe('@Bob Kowalski @eve @Alice @bob @all');
  });

  it('leads to a public channel that the reader has not joined', async () => {
    stage.answers['browse=true'] = { items: [channelOf({ id: 7, name: 'Bug reports', role: null })] };
    stage.show(<FormattedText text="see #general, #bug-reports and #nothing" />);
    await screen.findByRole('link', { name: '#Bug reports' });
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['/chat/c/1', '/chat/c/7']);
    expect(stage.asked.filter((path) => path.includes('browse=true'))).toHaveLength(1);
  });

  it('leads to other messages in place', () => {
    const { origin } = window.location;
    stage.show(<FormattedText text={`see ${origin}/chat/c/1/5 and ${origin}/elsewhere and https://example.com/chat/c/1`} />);
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('target'))).toEqual([null, '_blank', '_blank']);
  });

  it('is large where it is a few emoji and nothing else, flags and keys among them', () => {
    const large = (text: string): boolean => {
      cleanup();
      stage.show(<FormattedText text={text} />);
      return document.querySelector(`.${styles.large}`) !== null;
    };
    for (const text of ['🎉', '👍🏽 ❤️', '🇩🇪', '🇩🇪🇫🇷', '1️⃣', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}', '👩‍💻']) expect(large(text), text).toBe(true);
    for (const text of ['🎉 yes', '1', '12', '#', '🇩', '🎉🎉🎉🎉🎉🎉']) expect(large(text), text).toBe(false);
  });

  it('leads to the thread that a copied link names', async () => {
    window.history.replaceState(null, '', '/chat');
    stage.show(<FormattedText text={`see ${window.location.origin}/chat/c/1?pane=thread:345.46`} />);
    await userEvent.click(screen.getByRole('link'));
    await waitFor(() => expect(window.location.pathname + window.location.search).toBe('/chat/c/1?pane=thread:345.46'));
  });

  it('links only what is safe, in a new tab', () => {
    stage.show(<FormattedText text="see https://example.com/a" />);
    const link = screen.getByRole('link');
    expect(link.getAttribute('rel')).toContain('noopener');
    expect(link.getAttribute('target')).toBe('_blank');
  });

  it('that was refused says why and can be retried or discarded', async () => {
    stage.show(
      <OutgoingBubble
        startsGroup
        outgoing={{
          clientId: 'c',
          channelId: 1,
          conversation: 'channel:1',
          text: 'refused',
          replyToId: null,
          createdAt: 0,
          status: 'failed',
          error: { code: 'forbidden', message: 'Join the channel first.' },
        }}
      />,
    );
    expect(await screen.findByText('Not sent. Join the channel first.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Discard' })).toBeTruthy();
  });

  it('that is being sent shows the files that are being checked, as to their sender', async () => {
    const file = { id: 'p', name: 'rack.zip', size: 1000, mimeType: 'application/zip', hasThumbnail: false, state: 'checking' as const };
    stage.show(
      <OutgoingBubble
        startsGroup
        outgoing={{ clientId: 'c', channelId: 1, conversation: 'channel:1', text: 'see the plan', files: [file], replyToId: null, createdAt: 0, status: 'waiting', error: null }}
      />,
    );
    await screen.findByText('Being checked. The others get it once it has passed.');
  });
});
