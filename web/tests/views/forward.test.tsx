import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ForwardDialog } from '../../src/features/forward/ForwardDialog';
import { destinationsFor } from '../../src/features/forward/destinations';
import { ForwardedMessage } from '../../src/features/messages/ForwardedMessage';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('forwarding', () => {
  let stage: Stage;
  const source = messageOf({ id: 97, channelId: 3, seq: 7, text: 'the **printer** is back' });

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 3, name: 'network', type: 'private' }) });
    stage.answer('GET', '/api/chat/messages/97', source);
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  it('says that whoever gets it can open its files', async () => {
    const files = [{ id: 'f1', name: 'script.py', size: 5, mimeType: 'text/plain', hasThumbnail: false }];
    stage.show(<ForwardDialog message={{ ...source, files }} />);
    await screen.findByText('Only people who can see #network will see this message. Everyone you forward it to can open its files.');
  });

  it('sends a message with a comment to the conversation that was picked by keyboard', async () => {
    stage.answer('POST', '/api/chat/channels/1/messages', messageOf({ forwardedFrom: 97 }));
    stage.show(<ForwardDialog message={source} />);
    await screen.findByText('printer');
    expect(screen.getByText('Only people who can see #network will see this message.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Forward' }).disabled).toBe(true);
    await userEvent.keyboard('gener{Enter}');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Comment (optional)'));
    await userEvent.keyboard('for you{Enter}');
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ message: 'for you', forwardedFrom: 97 }));
  });

  it('keeps the comment when it is refused, and tries once more with the same id', async () => {
    stage.answers['POST /api/chat/channels/1/messages'] = () => refused(403, 'forbidden');
    stage.show(<ForwardDialog message={source} />);
    await userEvent.click(await screen.findByRole('option', { name: /general/ }));
    await userEvent.type(screen.getByRole('textbox'), 'for you');
    await userEvent.click(screen.getByRole('button', { name: 'Forward' }));
    await screen.findByRole('alert');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('for you');
    await userEvent.click(screen.getByRole('button', { name: 'Forward' }));
    await waitFor(() => expect(stage.said).toHaveLength(2));
    const [one, other] = stage.said as { clientId: string }[];
    expect(one?.clientId).toBe(other?.clientId);
  });

  it('asks before a comment notifies many people', async () => {
    const problem = { type: 'about:blank', title: 'conflict', status: 409, code: 'conflict', detail: 'confirm', recipients: 42 };
    const conflict = new Response(JSON.stringify(problem), { status: 409, headers: { 'content-type': 'application/problem+json' } });
    stage.answers['POST /api/chat/channels/1/messages'] = () => (stage.said.length === 1 ? conflict : messageOf({ forwardedFrom: 97 }));
    stage.show(<ForwardDialog message={source} />);
    await userEvent.click(await screen.findByRole('option', { name: /general/ }));
    await userEvent.type(screen.getByRole('textbox'), '@channel look');
    await userEvent.click(screen.getByRole('button', { name: 'Forward' }));
    await screen.findByText('Your comment will notify 42 people.');
    await userEvent.click(screen.getByRole('button', { name: 'Forward and notify' }));
    await waitFor(() => expect(stage.said).toHaveLength(2));
    expect(stage.said[0]).not.toHaveProperty('confirmed');
    expect(stage.said[1]).toMatchObject({ message: '@channel look', confirmed: true });
  });

  it('offers only conversations that one may write in, and people without one', () => {
    const channels = [
      channelOf({ id: 1, name: 'general' }),
      channelOf({ id: 2, name: 'news', readOnly: true }),
      channelOf({ id: 4, name: 'old', active: false }),
      channelOf({ id: 5, name: '', type: 'direct', members: ['alice', 'bob'] }),
    ];
    const state = {
      channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])),
      people: { alice: personOf('alice'), bob: personOf('bob'), carol: personOf('carol') },
      me: personOf('alice'),
      permissions: ['chat.create_direct'],
    };
    expect(destinationsFor(state, '', 3, 'Notes').map(({ title }) => title).toSorted()).toEqual(['Bob', 'general']);
    expect(destinationsFor(state, '', 1, 'Notes').map(({ title }) => title)).toEqual(['Bob']);
    expect(destinationsFor(state, 'bob', 3, 'Notes').map(({ kind }) => kind)).toEqual(['channel']);
    expect(destinationsFor(state, 'carol', 3, 'Notes').map(({ kind }) => kind)).toEqual(['person']);
    expect(destinationsFor({ ...state, permissions: [] }, 'carol', 3, 'Notes')).toEqual([]);
  });

  it('shows the source with its author, and opens it in its place', async () => {
    stage.show(<ForwardedMessage messageId={97} />);
    await screen.findByText('printer');
    expect(screen.getByText('Bob Kowalski')).toBeTruthy();
    await userEvent.click(screen.getByRole('link', { name: /network/ }));
    expect(window.location.pathname).toBe('/chat/c/3/7');
  });

  it('says plainly that a source is hidden, and shows it once the reader may see it', async () => {
    stage.answers['GET /api/chat/messages/97'] = () => refused(404, 'not_found');
    stage.show(<ForwardedMessage messageId={97} />);
    await screen.findByText('You can’t see the original message.');
    stage.answer('GET', '/api/chat/messages/97', source);
    act(() => stage.server.tell('channel_joined', { channelId: 3, channel: channelOf({ id: 3, name: 'network' }) }));
    await screen.findByText('printer');
    stage.answers['GET /api/chat/messages/97'] = () => refused(404, 'not_found');
    act(() => stage.server.tell('channel_left', { channelId: 3 }));
    await screen.findByText('You can’t see the original message.');
  });
});
