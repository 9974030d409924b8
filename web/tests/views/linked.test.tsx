import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { registry } from '../../src/app/features';
import type { Message } from '../../src/core/protocol/generated';
import { linkedSpots } from '../../src/features/messages/linked';
import { LinkedPart } from '../../src/features/messages/LinkedPart';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const HERE = window.location.origin;

describe('links to messages', () => {
  const spots = (text: string) => linkedSpots({ text, mentions: [] }, 'https://chat.test', registry);

  it('are found wherever they are links', () => {
    expect(spots('see **https://chat.test/chat/c/3/7**, and [this](https://chat.test/chat/c/3?pane=thread:345.46)')).toEqual([
      { channelId: 3, threadId: null, seq: 7 },
      { channelId: 3, threadId: 345, seq: 46 },
    ]);
    expect(spots('- https://chat.test/chat/c/3?pane=thread:345')).toEqual([{ channelId: 3, threadId: 345, seq: null }]);
  });

  it('are no others', () => {
    expect(spots('`https://chat.test/chat/c/3/7`')).toEqual([]);
    expect(spots('> https://chat.test/chat/c/3/7')).toEqual([]);
    expect(spots('https://elsewhere.test/chat/c/3/7 https://chat.test/chat/c/3 https://chat.test/chat/tickets/7')).toEqual([]);
  });

  it('count once, and at most three', () => {
    expect(spots([1, 1, 2, 3, 4].map((seq) => `https://chat.test/chat/c/3/${seq}`).join(' ')).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});

describe('a linked message', () => {
  let stage: Stage;
  const source = messageOf({ id: 97, channelId: 3, seq: 7, userId: 'bob', text: 'the **printer** is back' });
  const page = (...items: Message[]) => ({ items, hasBefore: true, hasAfter: false });
  const show = (text: string) => stage.show(<LinkedPart message={messageOf({ id: 200, text })} />);
  const askedFor = (part: string) => stage.asked.filter((address) => address.includes(part)).length;

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
  });

  it('says who wrote what and where', async () => {
    stage.answer('GET', '/api/chat/channels/3/messages', page(source));
    show(`as ${HERE}/chat/c/3/7 says`);
    const card = await screen.findByRole('group', { name: 'Linked message' });
    expect(card.textContent).toContain('Bob Kowalski');
    expect(card.textContent).toContain('the printer is back');
    expect(card.querySelector('a[href="/chat/c/3/7"]')?.textContent).toContain('network');
  });

  it('is asked for once, however often it is shown', async () => {
    stage.answer('GET', '/api/chat/channels/3/messages', page(source));
    show(`${HERE}/chat/c/3/7`);
    show(`${HERE}/chat/c/3/7 again`);
    await waitFor(() => expect(screen.getAllByRole('group', { name: 'Linked message' })).toHaveLength(2));
    expect(askedFor('/channels/3/messages')).toBe(1);
  });

  it('is found in its thread', async () => {
    const reply = { ...source, threadId: 345 };
    stage.answer('GET', '/api/chat/messages/97', reply);
    stage.answer('GET', '/api/chat/channels/3/messages', { ...page(), threadId: 345 });
    stage.answer('GET', '/api/chat/threads/345/messages', page(reply));
    show(`${HERE}/chat/c/3/7`);
    const card = await screen.findByRole('group', { name: 'Linked message' });
    expect(card.querySelector('a[href="/chat/c/3?pane=thread:345.7"]')).toBeTruthy();
  });

  it('that may not be seen, or is not there, is only a link', async () => {
    stage.answers['GET /api/chat/channels/4/messages'] = () => refused(404, 'not_found');
    stage.answer('GET', '/api/chat/channels/3/messages', page(messageOf({ id: 98, channelId: 3, seq: 8 })));
    show(`${HERE}/chat/c/4/7 ${HERE}/chat/c/3/7`);
    await waitFor(() => expect(askedFor('/channels/3/messages') + askedFor('/channels/4/messages')).toBe(2));
    await waitFor(() => expect(stage.session.store.state.phase.name).toBe('online'));
    expect(screen.queryByRole('group')).toBeNull();
    expect(askedFor('/api/chat/messages/')).toBe(0);
  });

  it.each([
    ['its channel shows the past', () => stage.server.publish('channel_updated', { channel: channelOf({ history: 'all' }) })],
    ['the user joins its channel', () => stage.server.tell('channel_joined', { channelId: 3 })],
  ])('that was withheld is there once %s', async (_what, happen) => {
    stage.answers['GET /api/chat/channels/3/messages'] = () => refused(404, 'not_found');
    show(`${HERE}/chat/c/3/7`);
    await waitFor(() => expect(askedFor('/channels/3/messages')).toBe(1));
    stage.answer('GET', '/api/chat/channels/3/messages', page(source));
    happen();
    await screen.findByRole('group', { name: 'Linked message' });
  });

  it('goes with the right to see it', async () => {
    stage.answer('GET', '/api/chat/channels/3/messages', page(source));
    show(`${HERE}/chat/c/3/7`);
    await screen.findByRole('group', { name: 'Linked message' });
    stage.answers['GET /api/chat/messages/97'] = () => refused(404, 'not_found');
    stage.answers['GET /api/chat/channels/3/messages'] = () => refused(404, 'not_found');
    stage.session.store.dispatch({ type: 'channel_forgotten', channelId: 3 });
    await waitFor(() => expect(screen.queryByRole('group')).toBeNull());
  });
});
