import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { findEmoji } from '../../src/shared/hooks/emoji';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { OutgoingBubble } from '../../src/features/messages/OutgoingBubble';
import { Notices } from '../../src/features/notice/Notices';
import { channelKey } from '../../src/core/store/conversation';
import type { Outgoing } from '../../src/core/store/state';
import { ConversationScope, useConversation } from '../../src/shared/hooks/view/conversation';
import { useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, memberOf, messageOf, personOf } from '../fakes/samples';
import { pointByTouch, setStage, type Stage } from './stage';

vi.mock(import('../../src/shared/hooks/emoji'), async (original) => ({
  ...(await original()),
  findEmoji: vi.fn(() => Promise.resolve([])),
}));

function TwoChannels() {
  const dispatch = useViewDispatch();
  const [id, setId] = useState(1);
  return (
    <>
      <button type="button" onClick={() => dispatch({ type: 'reply_started', conversation: 'channel:1', messageId: 1 })}>
        reply
      </button>
      <button type="button" onClick={() => setId(2)}>
        go on
      </button>
      <ConversationScope conversation={channelKey(id)}>
        <MessageInput key={id} channel={channelOf({ id })} title="#general" />
      </ConversationScope>
    </>
  );
}

function Editing() {
  return <output data-testid="editing">{useConversation((view) => view.editing)}</output>;
}

describe('the composer', () => {
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

  it('sends with Enter, empties itself, and breaks the line with Shift Enter', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(box().value).toBe('');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['one\ntwo']));
  });

  it('opens no older message to be changed while the last one is on its way', async () => {
    stage.server.post('old', 'alice');
    await stage.session.timelines.latest('channel:1');
    stage.server.mute = true;
    stage.show(
      <>
        <MessageInput channel={channelOf()} title="#general" />
        <Editing />
      </>,
    );
    await userEvent.type(box(), 'new{Enter}');
    await userEvent.keyboard('{ArrowUp}');
    expect(screen.getByTestId('editing').textContent).toBe('');
  });

  it('does not send what is empty or too long, and says how much too long', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '   {Enter}');
    expect(screen.getByRole('button', { name: 'Send' }).hasAttribute('disabled')).toBe(true);
    await userEvent.clear(box());
    await userEvent.click(box());
    await userEvent.paste('x'.repeat(5003));
    expect(screen.getByText('3 characters too many')).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(stage.server.messages).toEqual([]);
  });

  it('completes a mention by keyboard', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('bert')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hi @b');
    expect(screen.getAllByRole('option')).toHaveLength(2);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(box().value).toBe('hi @bert ');
    expect(screen.queryByRole('option')).toBeNull();
    await userEvent.type(box(), '@bob');
    expect(screen.queryByRole('option')).toBeNull();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['hi @bert @bob']));
  });

  it('chooses by a pointer that moves, not by one at rest where the list appears', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    act(() => stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bea'), personOf('bert')] }));
    await userEvent.type(box(), '@be');
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

  it('says that words for everyone notify nobody, unless somebody is called so', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'look @here');
    expect(screen.getByText('@here notifies nobody here.')).toBeTruthy();
    act(() => stage.session.store.dispatch({ type: 'people_learned', people: [personOf('here')] }));
    expect(screen.queryByText(/notifies nobody/)).toBeNull();
  });

  it('says how many people were mentioned in vain', async () => {
    stage.server.mentionsDropped = 3;
    stage.show(
      <>
        <MessageInput channel={channelOf()} title="#general" />
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

  it('sends what was passed on, although one goes elsewhere before its short codes are known', async () => {
    let answer = (_response: Response): void => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
    stage.session.drafts.set('alice', 'channel:1', { text: 'done :ok:', replyToId: 7 });
    const view = stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '{Enter}');
    expect(box().value).toBe('done :ok:');
    view.unmount();
    answer(new Response('no answer'));
    await waitFor(() => expect(sent()).toEqual([expect.objectContaining({ message: 'done :ok:', replyToId: 7 })]));
    expect(stage.session.drafts.get('alice', 'channel:1')).toBeNull();
    vi.unstubAllGlobals();
  });

  it('sends typed short codes as emoji, once, although their meaning comes late', async () => {
    let answer = (_response: Response): void => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'done :tada:{Enter}{Enter}');
    expect(box().value).toBe('done :tada:');
    await userEvent.type(box(), ' all of it');
    answer(new Response(JSON.stringify([{ emoji: '🎉', shortcodes: ['tada'] }])));
    await waitFor(() => expect(box().value).toBe(''));
    await userEvent.type(box(), ':tada:{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['done 🎉 all of it', '🎉']));
    vi.unstubAllGlobals();
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

  it('marks words by key, and takes the mark away again', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'word');
    for (const expected of ['**word**', 'word', '**word**']) {
      box().setSelectionRange(box().value.indexOf('w'), box().value.indexOf('d') + 1);
      await userEvent.keyboard('{Control>}b{/Control}');
      expect(box().value).toBe(expected);
    }
  });

  it('keeps a draft when it goes away, and finds it again', async () => {
    const view = stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'half a thought');
    view.unmount();
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    expect(box().value).toBe('half a thought');
  });

  it('finds again what a draft answers, before the messages are loaded', async () => {
    stage.session.drafts.set('alice', 'channel:1', { text: 'yes', replyToId: 7 });
    stage.answers['/messages/7'] = messageOf({ id: 7, text: 'does it work?' });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), ', it');
    await screen.findByText('does it work?');
    expect(screen.getByText(/Replying to Bob/)).toBeTruthy();
    await userEvent.type(box(), ' does{Enter}');
    await waitFor(() => expect(sent()).toEqual([expect.objectContaining({ message: 'yes, it does', replyToId: 7 })]));
    expect(screen.queryByText('does it work?')).toBeNull();
    expect(stage.session.drafts.get('alice', 'channel:1')).toBeNull();
  });

  it('answers what cannot be loaded as well, unless told not to', async () => {
    stage.session.drafts.set('alice', 'channel:1', { text: 'yes', replyToId: 7 });
    stage.answers['/messages/7'] = () => {
      throw new TypeError('no answer');
    };
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    expect(screen.getByText('Reply to a message you can’t see')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel reply' }));
    await userEvent.type(box(), '{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).not.toHaveProperty('replyToId');
  });

  it('takes the focus by touch only where it was asked to, not in the next conversation', async () => {
    pointByTouch();
    stage.show(<TwoChannels />);
    expect(document.activeElement).toBe(document.body);
    await userEvent.click(screen.getByRole('button', { name: 'reply' }));
    expect(document.activeElement).toBe(box());
    await userEvent.click(screen.getByRole('button', { name: 'go on' }));
    expect(document.activeElement).not.toBe(box());
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

  it('does not take the focus for a key of an input method', () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    box().blur();
    for (const composing of [{ keyCode: 229 }, { isComposing: true }]) fireEvent.keyDown(document.body, { key: 'k', ...composing });
    expect(document.activeElement).not.toBe(box());
    fireEvent.keyDown(document.body, { key: 'k' });
    expect(document.activeElement).toBe(box());
  });

  it('makes every change so that the browser can undo it', async () => {
    const commands: unknown[] = [];
    const exec = (name: string, _ui?: boolean, text?: string): boolean => {
      commands.push([name, box().value.slice(box().selectionStart, box().selectionEnd), text]);
      return false;
    };
    Object.defineProperty(document, 'execCommand', { value: exec, configurable: true });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hi @b{Enter}');
    box().setSelectionRange(0, 2);
    await userEvent.keyboard('{Control>}b{/Control}');
    expect(box().value).toBe('**hi** @bob ');
    expect(commands).toEqual([
      ['insertText', '', 'ob '],
      ['insertText', 'hi', '**hi**'],
    ]);
    Reflect.deleteProperty(document, 'execCommand');
  });

  it('breaks the line with Enter in code, and sends from behind it', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '```{Enter}  code{Enter}```{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['```\n  code\n```']));
    await userEvent.type(box(), '```js{Enter}x{Control>}{Enter}{/Control}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toContain('```js\nx'));
  });

  it('sends the indentation of the first line, too', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(box());
    await userEvent.paste('\n\n   1  one\n  10  ten  \n');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['   1  one\n  10  ten']));
  });

  it('takes nothing from the clipboard that the server refuses', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(box());
    await userEvent.paste('\u001b[31mred\u001b[0m\u0000\tand\r\n\u009bplain');
    expect(box().value).toBe('red\tand\nplain');
  });

  it('links the selected words to an address that is pasted over them', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'see the manual');
    box().setSelectionRange(4, 14);
    await userEvent.paste('https://example.com/a');
    expect(box().value).toBe('see [the manual](https://example.com/a)');
    box().setSelectionRange(0, 3);
    await userEvent.paste('no address');
    expect(box().value).toBe('no address [the manual](https://example.com/a)');
  });

  it('takes what is typed while nothing else takes keys', async () => {
    stage.show(
      <>
        <button type="button">elsewhere</button>
        <input aria-label="field" />
        <MessageInput channel={channelOf()} title="#general" />
      </>,
    );
    const [field, composer] = screen.getAllByRole<HTMLTextAreaElement>('textbox');
    screen.getByRole('button', { name: 'elsewhere' }).focus();
    await userEvent.keyboard('hi');
    expect(composer?.value).toBe('hi');
    field?.focus();
    await userEvent.keyboard('x');
    screen.getByRole('button', { name: 'elsewhere' }).focus();
    await userEvent.keyboard('? {Control>}x{/Control}{Tab}');
    expect(composer?.value).toBe('hi');
    expect(field?.value).toBe('x');
  });

  it('offers to send a text that is too long as several messages', async () => {
    stage.session.drafts.set('alice', 'channel:1', { text: `${'one '.repeat(1250)}${'two '.repeat(10)}`, replyToId: 7 });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(screen.getByRole('button', { name: 'Send as 2 messages' }));
    expect(box().value).toBe('');
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(sent()[0]).toMatchObject({ message: expect.stringMatching(/^one .* one$/), replyToId: 7 });
    expect(sent()[1]).toMatchObject({ message: expect.stringMatching(/two$/) });
    expect(sent()[1]).not.toHaveProperty('replyToId');
  });

  it('takes back a message that was refused, behind what was begun meanwhile', async () => {
    const refused: Outgoing = {
      clientId: 'x',
      conversation: 'channel:1',
      text: 'refused',
      replyToId: null,
      createdAt: 0,
      status: 'failed',
      error: { code: 'invalid', message: 'because' },
    };
    const discard = vi.spyOn(stage.session, 'discard').mockResolvedValue();
    stage.show(
      <>
        <OutgoingBubble outgoing={refused} startsGroup />
        <MessageInput channel={channelOf()} title="#general" />
      </>,
    );
    await userEvent.type(box(), 'begun');
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
    expect(box().value).toBe('begun\nrefused');
    expect(discard).toHaveBeenCalledWith('x');
    expect(document.activeElement).toBe(box());
  });

  it('says why nobody may write, and offers what can be done', async () => {
    const { rerender } = stage.show(<MessageInput channel={channelOf({ readOnly: true })} title="#general" />);
    expect(screen.queryByRole('textbox')).toBeNull();
    await screen.findByText('Only admins can post in this channel.');
    rerender(<></>);
    stage.show(<MessageInput channel={channelOf({ role: null })} title="#general" />);
    await screen.findByRole('button', { name: 'Join channel' });
  });
});
