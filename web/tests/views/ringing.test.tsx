// Sounds and notifications outside the page: once, for what is not being read, and not while it is silent.

import { act, cleanup, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Ringing } from '../../src/features/notifications/Ringing';
import { playSound } from '../../src/features/notifications/sound';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf, personOf, preferencesOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

vi.mock('../../src/features/notifications/sound', () => ({ playSound: vi.fn() }));
const sounds = vi.mocked(playSound);

interface Shown {
  title: string;
  body: string;
  tag: string;
  actions?: { action: string }[];
  data: unknown;
  close(): void;
}

/** The time zone of this device. */
const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

describe('ringing', () => {
  let stage: Stage;
  let shown: Shown[];
  /** How often one was shown, anew or in the place of another. */
  let showings: number;
  let toPage: ((event: { data: unknown }) => void) | null;

  beforeEach(async () => {
    stage = await setStage();
    shown = [];
    showings = 0;
    toPage = null;
    sounds.mockClear();
    const registration = {
      active: { postMessage: vi.fn() },
      showNotification: async (title: string, options: Omit<Shown, 'title' | 'close'>) => {
        showings += 1;
        const one: Shown = { ...options, title, close: () => (shown = shown.filter((other) => other !== one)) };
        shown = [...shown.filter(({ tag }) => tag !== one.tag), one];
      },
      getNotifications: async () => shown,
    };
    const serviceWorker = {
      register: async () => registration,
      addEventListener: (_name: string, listener: typeof toPage) => (toPage = listener),
      removeEventListener: () => (toPage = null),
    };
    Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true });
    vi.stubGlobal('Notification', { permission: 'granted' });
    vi.stubGlobal('isSecureContext', true);
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { store } = stage.session;
    store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, name: 'support', role: 'member' }) });
    store.dispatch({ type: 'preferences_learned', preferences: preferencesOf({ timeZone: HERE }) });
    stage.answer('GET', '/api/chat/messages/7', () => messageOf({ id: 7, channelId: 2, seq: 5, text: 'the **printer** burns' }));
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'serviceWorker');
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const mention = { kind: 'mention', channelId: 2, messageId: 7, messageSeq: 5, from: 'bob' } as const;
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1200));
  const tell = (change: object = {}): void => act(() => stage.server.tell('notification', { ...mention, ...change }));

  it('says what happened where, in text, with a reply', async () => {
    stage.show(<Ringing />);
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    expect(shown[0]).toMatchObject({ title: 'Bob mentioned you in #support', body: 'the printer burns', tag: 'alice.1', actions: [{ action: 'reply' }] });
    expect(shown[0]?.data).toEqual({ spot: { kind: 'mention', channelId: 2, messageId: 7, messageSeq: 5 }, address: '/chat/c/2/5' });
    expect(sounds).toHaveBeenCalledTimes(1);
  });

  it('waits where the user is at another device, and is silent once they have read it there', async () => {
    stage.session.activity.lastAt -= 600_000;
    const be = (status: 'online' | 'away'): void => act(() => stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status, statusMessage: '', lastActive: 0 } } }));
    be('online');
    stage.show(<Ringing />);
    tell();
    await settled();
    expect(shown).toEqual([]);
    act(() => stage.server.tell('notifications_read', { seqs: [1] }));
    be('away');
    tell({ messageId: 8 });
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    expect(shown[0]).toMatchObject({ tag: 'alice.3' });
  });

  it('waits a moment where it is untouched and a chosen status does not say where the user is', async () => {
    stage.session.activity.lastAt -= 600_000;
    act(() => stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status: 'busy', statusMessage: '', lastActive: 0 } } }));
    stage.show(<Ringing />);
    tell();
    await settled();
    expect([...stage.server.claimed]).toEqual([]);
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
  });

  it('rings for what has to do with a message that was read long ago', async () => {
    const { store } = stage.session;
    store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, name: 'support', role: 'member', lastReadSeq: 9 }) });
    stage.show(<Ringing />);
    tell({ kind: 'reminder', from: undefined });
    await waitFor(() => expect(shown.map(({ body }) => body)).toEqual(['the printer burns']), { timeout: 3000 });
    tell({ kind: 'reaction', emoji: '🎉' });
    await waitFor(() => expect(shown).toHaveLength(2), { timeout: 3000 });
    // What is read with its message stays silent.
    tell();
    await settled();
    expect(shown).toHaveLength(2);
  });

  it('rings for a reminder although its conversation is being read', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    window.history.replaceState(null, '', '/chat/c/2');
    stage.show(<Ringing />);
    tell({ kind: 'reminder', from: undefined });
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
  });

  it('rings in one tab of several', async () => {
    stage.show(<><Ringing /><Ringing /></>);
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    await settled();
    expect(sounds).toHaveBeenCalledTimes(1);
  });

  it('rings on one of several devices, whichever claims a notification first', async () => {
    stage.show(<Ringing />);
    // Another device rings for the first.
    stage.server.claim([1]);
    tell();
    await settled();
    expect(shown).toEqual([]);
    expect(sounds).not.toHaveBeenCalled();
    tell();
    await waitFor(() => expect(shown.map(({ tag }) => tag)).toEqual(['alice.2']), { timeout: 3000 });
    expect(sounds).toHaveBeenCalledTimes(1);
  });

  it('rings for what another device claimed that was gone at once, unless it was read meanwhile', async () => {
    const { claimed } = stage.server;
    stage.show(<Ringing />);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    stage.server.claim([1, 2]);
    tell();
    tell();
    await vi.advanceTimersByTimeAsync(1200);
    expect(shown).toEqual([]);
    claimed.clear();
    act(() => stage.server.tell('notifications_read', { seqs: [1] }));
    await vi.advanceTimersByTimeAsync(9000);
    await vi.waitFor(() => expect(shown.map(({ tag }) => tag)).toEqual(['alice.2']));
    expect(sounds).toHaveBeenCalledTimes(1);
    // A device that stays keeps what it claimed.
    stage.server.claim([4]);
    tell();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(shown).toHaveLength(1);
    vi.useRealTimers();
  });

  it('rings for nothing once the page has ended, and asks for nothing again', async () => {
    const replies: ((claimed: ReadonlySet<number>) => void)[] = [];
    const claim = vi.fn(() => new Promise<ReadonlySet<number>>((resolve) => replies.push(resolve)));
    const notifications = await stage.session.notifications();
    vi.spyOn(stage.session, 'notifications').mockResolvedValue(Object.assign(Object.create(notifications), { claim }));
    for (const claimed of [new Set([1]), new Set<number>()]) {
      stage.show(<Ringing />);
      tell();
      await waitFor(() => expect(replies).toHaveLength(1), { timeout: 3000 });
      cleanup();
      vi.useFakeTimers();
      replies.pop()?.(claimed);
      await vi.advanceTimersByTimeAsync(9000);
      vi.useRealTimers();
      expect(replies).toEqual([]);
    }
    expect(claim).toHaveBeenCalledTimes(2);
    expect(sounds).not.toHaveBeenCalled();
  });

  it('rings where the server cannot say whether another device does', async () => {
    stage.show(<Ringing />);
    stage.server.refuseCommand = { code: 'busy', message: 'busy' };
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
  });

  it('keeps the other devices from ringing for what is open here', async () => {
    stage.show(<Ringing />);
    vi.mocked(document.hasFocus).mockReturnValue(true);
    tell({ channelId: 1, kind: 'reaction', emoji: '🎉' });
    await waitFor(() => expect([...stage.server.claimed]).toEqual([1]));
  });

  it('rings for nothing that is silent, read, or read meanwhile on any device', async () => {
    stage.show(<Ringing />);
    tell({ silent: true });
    tell({ read: true, silent: true });
    tell();
    act(() => stage.server.tell('notifications_read', { seqs: [3] }));
    await settled();
    expect(shown).toEqual([]);
    expect(sounds).not.toHaveBeenCalled();
  });

  it('rings for nothing in the conversation that is open in the focused window, in none of the tabs', async () => {
    stage.show(<Ringing />);
    vi.mocked(document.hasFocus).mockReturnValue(true);
    tell({ channelId: 1, kind: 'reaction', emoji: '🎉' });
    vi.mocked(document.hasFocus).mockReturnValue(false);
    await settled();
    expect(sounds).not.toHaveBeenCalled();
    // A thread of the channel is not open with it.
    vi.mocked(document.hasFocus).mockReturnValue(true);
    tell({ channelId: 1, threadId: 3 });
    await waitFor(() => expect(sounds).toHaveBeenCalledTimes(1), { timeout: 3000 });
  });

  it('names the time zone of this device once, where the server knows another', async () => {
    const named = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'set_preferences').map(({ data }) => data);
    const { store } = stage.session;
    const elsewhere = preferencesOf({ timeZone: HERE === 'Asia/Tokyo' ? 'Asia/Kolkata' : 'Asia/Tokyo' });
    store.dispatch({ type: 'preferences_learned', preferences: elsewhere });
    const view = stage.show(<Ringing />);
    await waitFor(() => expect(named()).toEqual([{ timeZone: HERE }]));
    // Another device has its own: this one does not argue.
    act(() => store.dispatch({ type: 'preferences_learned', preferences: elsewhere }));
    await settled();
    expect(named()).toHaveLength(1);
    view.unmount();
    store.dispatch({ type: 'preferences_learned', preferences: preferencesOf({ timeZone: HERE }) });
    stage.show(<Ringing />);
    await settled();
    expect(named()).toHaveLength(1);
  });

  it('is quiet or unseen where that was chosen', async () => {
    stage.session.store.dispatch({ type: 'preferences_learned', preferences: preferencesOf({ timeZone: HERE, sound: false }) });
    stage.show(<Ringing />);
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    expect(sounds).not.toHaveBeenCalled();
    stage.session.store.dispatch({ type: 'preferences_learned', preferences: preferencesOf({ timeZone: HERE, desktop: false }) });
    tell();
    await waitFor(() => expect(sounds).toHaveBeenCalledTimes(1), { timeout: 3000 });
    await settled();
    expect(shown).toHaveLength(1);
  });

  it('makes one of many, and takes away what was read', async () => {
    stage.show(<Ringing />);
    for (let count = 0; count < 4; count += 1) tell();
    await waitFor(() => expect(shown.map(({ title }) => title)).toEqual(['4 new notifications']), { timeout: 3000 });
    tell();
    await waitFor(() => expect(shown).toHaveLength(2), { timeout: 3000 });
    act(() => stage.server.tell('notifications_read', { seqs: [5] }));
    await waitFor(() => expect(shown).toEqual([]));
  });

  it('takes away what is gone, shown or not yet', async () => {
    stage.show(<Ringing />);
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    act(() => stage.server.tell('notifications_removed', { seqs: [1] }));
    await waitFor(() => expect(shown).toEqual([]));
    tell();
    act(() => stage.server.tell('notifications_removed', { seqs: [3] }));
    await settled();
    expect(shown).toEqual([]);
    expect(sounds).toHaveBeenCalledTimes(1);
  });

  it('shows the new text of a message that was edited, without another sound', async () => {
    const message = stage.server.post('the **printer** burns');
    const edited = (): void => act(() => stage.server.publish('message_updated', { message: { ...message, text: 'the *copier* burns', editedAt: 9 } }));
    stage.show(<Ringing />);
    tell({ channelId: 1, messageId: message.id, messageSeq: message.seq });
    await waitFor(() => expect(shown).toMatchObject([{ body: 'the printer burns' }]), { timeout: 3000 });
    edited();
    await waitFor(() => expect(shown).toMatchObject([{ title: 'Bob mentioned you in #general', body: 'the copier burns', tag: 'alice.1', actions: [{ action: 'reply' }] }]));
    expect(shown[0]?.data).toMatchObject({ address: '/chat/c/1/1' });
    // A preview of a link in it changes nothing here.
    edited();
    await settled();
    expect(showings).toBe(2);
    expect(sounds).toHaveBeenCalledTimes(1);
  });

  it('shows nothing of a conversation that the user has lost', async () => {
    stage.show(<Ringing />);
    tell();
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    tell();
    tell({ channelId: 1, messageId: 9 });
    act(() => stage.server.tell('channel_left', { channelId: 2 }));
    await waitFor(() => expect(shown.map(({ tag }) => tag)).toEqual(['alice.3']), { timeout: 3000 });
  });

  it('shows nothing of a message that was deleted meanwhile', async () => {
    stage.answer('GET', '/api/chat/messages/7', () => messageOf({ id: 7, channelId: 2, seq: 5, text: '', deletedAt: 9 }));
    stage.show(<Ringing />);
    tell();
    await waitFor(() => expect(sounds).toHaveBeenCalled(), { timeout: 3000 });
    await settled();
    expect(shown).toEqual([]);
  });

  it('leads to the place, and sends a reply that was written in the notification', async () => {
    function Place() {
      const route = useView((view) => view.route);
      const pane = useView((view) => view.pane);
      return <output>{JSON.stringify({ route, pane })}</output>;
    }
    stage.show(<><Ringing /><Place /></>);
    const spot = { channelId: 2, messageId: 7, messageSeq: 5 };
    act(() => toPage?.({ data: { orvaleChat: 'open', spot: { ...spot, threadId: 3 } } }));
    expect(document.querySelector('output')?.textContent).toBe(JSON.stringify({ route: { channelId: 2, seq: null }, pane: { name: 'thread', threadId: 3, seq: 5 } }));
    act(() => toPage?.({ data: { orvaleChat: 'reply', spot, text: 'on my way' } }));
    const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'send_message').map(({ data }) => data);
    await waitFor(() => expect(sent()).toMatchObject([{ channelId: 2, message: 'on my way', replyToId: 7 }]));
    act(() => toPage?.({ data: { orvaleChat: 'reply', spot: { ...spot, threadId: 3 }, text: 'in the thread' } }));
    await waitFor(() => expect(sent().slice(1)).toMatchObject([{ channelId: 2, message: 'in the thread', threadId: 3 }]));
  });

  it('leads from a scheduled message that was not sent to the list of them', async () => {
    function Opened() {
      return <output>{useView((view) => view.pane?.name)}</output>;
    }
    stage.show(<><Ringing /><Opened /></>);
    act(() => stage.server.tell('notification', { kind: 'scheduled_failed', channelId: 2, scheduledId: 4 }));
    await waitFor(() => expect(shown).toHaveLength(1), { timeout: 3000 });
    const carried = shown[0]?.data as { spot: object; address: string } | undefined;
    expect(carried?.address).toBe('/chat?pane=scheduled');
    act(() => toPage?.({ data: { orvaleChat: 'open', spot: carried?.spot } }));
    expect(document.querySelector('output')?.textContent).toBe('scheduled');
  });
});
