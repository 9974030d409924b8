import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { findEmoji, type EmojiMatch } from '../../src/shared/hooks/emoji';
import { useUnnotified } from '../../src/features/composer/useUnnotified';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { Notices } from '../../src/features/notice/Notices';
import { channelOf, memberOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

/** As the page has it from when it is there. */
function Unnotified() {
  useUnnotified();
  return null;
}

vi.mock(import('../../src/shared/hooks/emoji'), async (original) => ({
  ...(await original()),
  findEmoji: vi.fn(() => Promise.resolve([])),
}));

describe('completion in the composer', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'send_message').map(({ data }) => data);
  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');

  it('completes a mention by keyboard', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('bert')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hi @b');
    // What suggests is fetched with the first begun word.
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(box().value).toBe('hi @bert ');
    expect(screen.queryByRole('option')).toBeNull();
    // Typed to its end, it is taken all the same.
    await userEvent.type(box(), '@bob{Enter}');
    expect(box().value).toBe('hi @bert @bob ');
    expect(stage.server.messages).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['hi @bert @bob']));
  });

  it('chooses by a pointer that moves, not by one at rest where the list appears', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    act(() => stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bea'), personOf('bert')] }));
    await userEvent.type(box(), '@be');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    const [first, second] = screen.getAllByRole('option') as [HTMLElement, HTMLElement];
    fireEvent.mouseOver(second);
    expect(first.getAttribute('aria-selected')).toBe('true');
    fireEvent.mouseMove(second);
    expect(second.getAttribute('aria-selected')).toBe('true');
  });

  it('mentions whom it showed as chosen, although somebody nearer is found meanwhile', async () => {
    stage.answer('GET', '/api/chat/channels/1/members', { items: ['bob', 'bert', 'bella'].map((name) => memberOf(name)) });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('bert')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '@b');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(3));
    const chosen = (): string | null => screen.getByRole('option', { selected: true }).textContent;
    expect(chosen()).toBe('Bob@bob');
    act(() => {
      const page = { items: [messageOf({ userId: 'bella' })], hasBefore: false, hasAfter: false };
      stage.session.store.dispatch({ type: 'page_received', conversation: 'channel:1', side: 'latest', page });
      stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bella')] });
    });
    expect(screen.getAllByRole('option')[0]?.textContent).toBe('Bella@bella');
    expect(chosen()).toBe('Bob@bob');
    await userEvent.keyboard('{Enter}');
    expect(box().value).toBe('@bob ');
  });

  it('completes the next message after suggestions were dismissed', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '@bo{Escape}');
    expect(screen.queryByRole('option')).toBeNull();
    await userEvent.type(box(), '{Enter}@bo');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await waitFor(() => expect(sent()).toEqual([expect.objectContaining({ message: '@bo' })]));
  });

  it('says calmly who would not be told, asks for nothing at a keystroke, and adds them', async () => {
    stage.answer('GET', '/api/chat/channels/1/members', { items: [memberOf('alice'), memberOf('bob')] });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('eve')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hi @bob');
    expect(screen.queryByText(/won’t be notified/)).toBeNull();
    await userEvent.type(box(), ' and @eve, look at this');
    await screen.findByText('Eve isn’t in this channel and won’t be notified.');
    expect(stage.asked.filter((path) => path.includes('/members'))).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Add to the channel' }));
    await waitFor(() => expect(stage.asked.filter((path) => path.includes('/members'))).toHaveLength(2));
    await userEvent.type(box(), '{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['hi @bob and @eve, look at this']));
    expect(screen.queryByText(/won’t be notified/)).toBeNull();
  });

  it('says how many people were mentioned in vain', async () => {
    stage.server.mentionsDropped = 3;
    stage.show(
      <>
        <MessageInput channel={channelOf()} title="#general" />
        <Unnotified />
        <Notices />
      </>,
    );
    await userEvent.type(box(), 'everyone!{Enter}');
    await screen.findByText('3 of the people you mentioned weren’t notified. A message notifies at most 50.');
  });

  it('names outsiders of a direct conversation, and offers nothing that cannot be', async () => {
    const direct = channelOf({ type: 'direct', name: '', members: ['alice', 'bob'] });
    stage.session.store.dispatch({ type: 'channel_learned', channel: direct });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('eve')] });
    stage.show(<MessageInput channel={direct} title="Bob" />);
    await userEvent.type(box(), '@eve and @nobody');
    await screen.findByText('Eve isn’t in this conversation and won’t be notified.');
    expect(screen.queryByRole('button', { name: /Add/ })).toBeNull();
  });

  it('offers no emoji of the word before while it looks for the next', async () => {
    vi.mocked(findEmoji).mockImplementation((query) =>
      query === 'ta' ? Promise.resolve([{ emoji: '🌮', shortcode: 'taco' }, { emoji: '🎉', shortcode: 'tada' }]) : new Promise(() => undefined),
    );
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), ':ta');
    await screen.findByText('🌮 :taco:');
    await userEvent.type(box(), 'd{Enter}');
    expect(box().value).toBe('🎉 ');
  });

  it('waits with Enter for the emoji that are still being fetched, and sends where there are none', async () => {
    const asked: ((found: EmojiMatch[]) => void)[] = [];
    vi.mocked(findEmoji).mockImplementation(() => new Promise((resolve) => asked.push(resolve)));
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), ':sm');
    await waitFor(() => expect(asked).toHaveLength(1));
    await userEvent.keyboard('{Enter}');
    expect(sent()).toEqual([]);
    await act(async () => asked[0]?.([{ emoji: '😄', shortcode: 'smile' }]));
    expect(box().value).toBe('😄 ');
    await userEvent.type(box(), ':xy');
    await waitFor(() => expect(asked.length).toBeGreaterThan(1));
    await userEvent.keyboard('{Enter}');
    await act(async () => asked.at(-1)?.([]));
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['😄 :xy']));
  });

  it('keeps the emoji that were found as long as the word stands', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      vi.mocked(findEmoji).mockResolvedValue([{ emoji: '😄', shortcode: 'smile' }]);
      stage.show(<MessageInput channel={channelOf()} title="#general" />);
      await userEvent.type(box(), ':smil', { delay: null });
      await screen.findByText('😄 :smile:');
      await act(() => vi.advanceTimersByTimeAsync(10_000));
      expect(screen.getByText('😄 :smile:')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['Bob Smith', 'Bo'],
    ["o'brien", "o'"],
    ['corp:bob', 'cor'],
    ['jose\u0301', 'jose\u0301'.slice(0, 3)],
    ['anna-', 'ann'],
  ])('writes the user name %s as the server finds it', async (username, begun) => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf(username, { displayName: 'Somebody Else' })] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), `@${begun}`);
    await screen.findByRole('option');
    await userEvent.keyboard('{Enter}');
    expect(box().value).toBe(`@${username} `);
    await userEvent.keyboard('hello{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual([`@${username} hello`]));
  });

  it('offers a name as long as what is typed begins it: Tab takes it, Enter sends what names somebody already but for a letter', async () => {
    const people = [['bob', 'Bob Kowalski'], ['erin', 'Erin Lindqvist'], ['maria.g', 'Maria del Carmen García López']] as const;
    stage.session.store.dispatch({ type: 'people_learned', people: people.map(([name, displayName]) => personOf(name, { displayName })) });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '@Erin L');
    await screen.findByRole('option', { name: /Erin Lindqvist/ });
    await userEvent.keyboard('{Tab}please{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['@erin please']));
    // Nothing is shown as chosen where Enter takes nothing.
    await userEvent.type(box(), '@bob k');
    await screen.findByRole('option', { selected: false });
    expect(box().getAttribute('aria-activedescendant')).toBeNull();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.at(-1)?.text).toBe('@bob k'));
    await userEvent.type(box(), '@bob k{ArrowDown}{Enter}');
    expect(box().value).toBe('@bob ');
    // "Maria" names nobody.
    await userEvent.type(box(), '@Maria del Carmen G');
    await screen.findByRole('option', { selected: true });
    await userEvent.keyboard('{Enter}');
    expect(box().value).toBe('@bob @maria.g ');
    await userEvent.type(box(), '@bob kx');
    expect(screen.queryByRole('option')).toBeNull();
  });

  it.each([
    ['@anna v', null],
    ['@anna von', '@vdl '],
    ['ask @carol m', null],
    ['ask @carol me', 'ask @carol '],
    ['@bob ok', null],
  ])('notifies nobody else than whom it lists once two letters of a further word are typed: %s', async (typed, completed) => {
    const people = [['anna', 'Anna Schmidt'], ['vdl', 'Anna von der Leyen'], ['carol', 'Carol Mendes'], ['bob', 'Bob Kowalski']] as const;
    stage.session.store.dispatch({ type: 'people_learned', people: people.map(([name, displayName]) => personOf(name, { displayName })) });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), `${typed.slice(0, typed.indexOf('@'))}@`);
    await screen.findByRole('option', { name: /Anna von/ });
    await userEvent.type(box(), `${typed.slice(typed.indexOf('@') + 1)}{Enter}`);
    if (completed !== null) {
      expect(box().value).toBe(completed);
      // It is sent as it stands once the list is dismissed.
      await userEvent.clear(box());
      await userEvent.type(box(), `${typed}{Escape}{Enter}`);
    }
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual([typed]));
  });

  it.each(['@karl-heinz', '@karl heinz', '@karl-'])('takes somebody with a hyphen in the first name at %s', async (typed) => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('kh', { displayName: 'Karl-Heinz Becker' })] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), typed);
    await screen.findByRole('option', { name: /Karl-Heinz/, selected: true });
    await userEvent.keyboard('{Enter}');
    expect(box().value).toBe('@kh ');
  });

  it('replaces the whole name in whose middle it is completed, and sends where the caret only stands in one', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hello @bob there');
    await userEvent.keyboard('{ArrowLeft>7/}');
    await screen.findByRole('option');
    await userEvent.keyboard('{Tab}');
    expect(box().value).toBe('hello @bob there');
    await userEvent.keyboard('{ArrowLeft>2/}');
    await screen.findByRole('option');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['hello @bob there']));
  });

  it('sends with the full stop behind a complete name', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: ['bob', 'bob.smith'].map((name) => personOf(name)) });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'Thanks @bob.{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['Thanks @bob.']));
  });

  it('sends nothing with the Enter that ends the composing of a word, in any order of events', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'にほん @b');
    // Safari: compositionend came before.
    fireEvent.keyDown(box(), { key: 'Enter', keyCode: 229 });
    expect(box().value).toBe('にほん @b');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await userEvent.keyboard('{Escape}');
    fireEvent.keyDown(box(), { key: 'Enter', keyCode: 229 });
    expect(box().value).toBe('にほん @b');
  });
});
