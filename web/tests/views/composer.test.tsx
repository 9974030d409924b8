import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ShortcutSheet } from '../../src/features/shortcuts/ShortcutSheet';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { OutgoingBubble } from '../../src/features/messages/OutgoingBubble';
import { channelKey } from '../../src/core/store/conversation';
import type { Outgoing } from '../../src/core/store/state';
import { ConversationScope, useConversation } from '../../src/shared/hooks/view/conversation';
import { useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { pointByTouch, setStage, type Stage } from './stage';

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

  it('says of Enter only what it does where fingers point', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    screen.getByText(/Shift\+Enter for a new line/);
    await userEvent.type(box(), '```');
    screen.getByText('Enter for a new line · Ctrl+Enter to send');
    cleanup();
    pointByTouch();
    stage.session.drafts.set('alice', 'channel:1', { text: '', replyToId: null });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    expect(screen.queryByText(/Enter/)).toBeNull();
    await userEvent.type(box(), '```');
    expect(screen.queryByText(/Enter/)).toBeNull();
    cleanup();
    stage.show(<ShortcutSheet />);
    await screen.findByText('Find a conversation');
    expect(screen.queryByText('Send')).toBeNull();
  });

  it('does not take the focus for a key of an input method', () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    box().blur();
    for (const composing of [{ keyCode: 229 }, { isComposing: true }]) fireEvent.keyDown(document.body, { key: 'k', ...composing });
    expect(document.activeElement).not.toBe(box());
    fireEvent.keyDown(document.body, { key: 'k' });
    expect(document.activeElement).toBe(box());
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

  it('takes back a message that was refused, behind what was begun meanwhile', async () => {
    const refused: Outgoing = {
      clientId: 'x',
      channelId: 1,
      conversation: 'channel:1',
      text: 'refused',
      replyToId: 1,
      createdAt: 0,
      status: 'failed',
      error: { code: 'invalid', message: 'because' },
    };
    const discard = vi.spyOn(stage.session.sending, 'discard').mockResolvedValue();
    stage.show(
      <>
        <OutgoingBubble outgoing={refused} startsGroup />
        <MessageInput channel={channelOf()} title="#general" />
      </>,
    );
    await userEvent.type(box(), 'begun');
    // By the browser itself, whose undo takes it back.
    const commands: unknown[] = [];
    Object.defineProperty(document, 'execCommand', { value: (...command: unknown[]) => commands.push(command) === 0, configurable: true });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    Reflect.deleteProperty(document, 'execCommand');
    expect(commands).toEqual([['insertText', false, '\nrefused']]);
    expect(box().value).toBe('begun\nrefused');
    // The reply that it was comes back with it, and stays.
    expect(stage.session.drafts.get('alice', 'channel:1')).toEqual({ text: 'begun\nrefused', replyToId: 1 });
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
