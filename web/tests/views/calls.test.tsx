// Calls: ringing and its end, coming in and leaving, who is there, devices that come and go.

import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { CallsHost } from '../../src/features/calls/CallsHost';
import { CallWindow } from '../../src/features/calls/CallWindow';
import { ChannelHeader } from '../../src/features/channels/ChannelHeader';
import { Notices } from '../../src/features/notice/Notices';
import { useChat } from '../../src/shared/hooks/client';
import { useView } from '../../src/shared/hooks/view/view';
import type { ActiveCall, Call, CallDevice, CallType } from '../../src/core/protocol/generated';
import type { Events } from '../../src/core/protocol/events';
import { channelOf, personOf } from '../fakes/samples';
import { FakeConnection, sdpOf, setMedia, type FakeDevices } from '../fakes/media';
import { setStage, type Stage } from './stage';

/** The parts are compiled when they are first asked for. */
const FIRST = { timeout: 15_000 };
const PERMISSIONS = ['call.audio', 'call.video', 'call.view_history'];

function Page() {
  const dialog = useView((view) => view.dialog);
  const channel = useChat((state) => state.channels[1]);
  return (
    <>
      {channel !== undefined && <ChannelHeader channel={channel} title="Bob" onBack={null} />}
      <Notices />
      <CallsHost />
      {dialog !== null && <Dialogs dialog={dialog} />}
    </>
  );
}

const deviceOf = (deviceId: string, change: Partial<CallDevice> = {}): CallDevice => ({ deviceId, muted: false, camera: false, screen: false, hand: false, connected: true, joinedAt: 1, ...change });

describe('calls', () => {
  let stage: Stage;
  let devices: FakeDevices;
  /** Who is in the call of the fake server. */
  let inside: [string, CallDevice][];

  const ringing = (change: Partial<Events['incoming_call']> = {}): Events['incoming_call'] => ({
    sessionId: 7,
    channelId: 1,
    channel: { id: 1, name: '', type: 'direct' },
    caller: 'bob',
    callType: 'audio',
    participants: ['bob'],
    mode: 'peer',
    startedAt: Date.now(),
    ringUntil: Date.now() + 45_000,
    ...change,
  });
  const callOf = (callType: CallType = 'audio'): Call => ({
    sessionId: 7,
    channelId: 1,
    callType,
    status: inside.length > 1 ? 'active' : 'ringing',
    mode: 'peer',
    caller: 'bob',
    participants: [...new Set(inside.map(([user]) => user))].map((user) => ({ user, devices: inside.filter(([one]) => one === user).map(([, device]) => device) })),
    ringing: [],
    startedAt: Date.now(),
    ...(inside.length > 1 && { answeredAt: Date.now() }),
  });
  /** As conversations show it. */
  const shownCall = (): ActiveCall => ({ sessionId: 7, callType: 'audio', status: 'active', mode: 'peer', caller: 'bob', participants: ['bob'], ringing: [], startedAt: 1 });
  const event = <N extends keyof Events>(name: N, data: Events[N]): void => act(() => [...stage.server.sockets][0]?.event(name, data as never));
  const sent = (name: string): Record<string, unknown>[] => stage.server.commands.filter((command) => command.name === name).map(({ data }) => data);

  beforeEach(async () => {
    devices = setMedia();
    stage = await setStage();
    inside = [['bob', deviceOf('bobs')]];
    const enter = ({ deviceId = '', muted = false, camera = false }: { deviceId?: string; muted?: boolean; camera?: boolean }) => {
      inside = [...inside.filter(([, device]) => device.deviceId !== deviceId), ['alice', deviceOf(deviceId, { muted, camera, joinedAt: 2 })]];
      return { sessionId: 7, mode: 'peer' as const, deviceId, call: callOf(), joined: true };
    };
    Object.assign(stage.server.replies, {
      call_initiate: (data: { deviceId?: string }) => {
        inside = [];
        return { ...enter(data), joined: false };
      },
      call_accept: enter,
      call_join: enter,
      call_decline: () => ({}),
      call_leave: () => ({}),
      call_end: () => ({}),
      call_update: (change: Partial<CallDevice>) => ({ device: deviceOf(String(change.deviceId), change) }),
      webrtc_offer: () => ({}),
      webrtc_answer: () => ({}),
      webrtc_ice_candidate: () => ({}),
    });
    stage.answer('GET', '/api/chat/calls/ice-servers', { iceServers: [], expiresAt: null });
    const { store } = stage.session;
    store.dispatch({ type: 'people_learned', people: [personOf('alice'), personOf('bob'), personOf('carol')] });
    store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, type: 'direct', members: ['alice', 'bob'], role: 'member' }) });
    store.dispatch({ type: 'event_received', at: 0, event: { name: 'account_updated', data: { user: personOf('alice'), permissions: PERMISSIONS } } });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'mediaDevices');
    stage.session.stop();
  });

  async function answered(): Promise<HTMLElement> {
    event('incoming_call', ringing());
    await userEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    return screen.findByText('Connecting…', { selector: '[data-call-phase]' });
  }

  it('ring before their parts are there, and stop when another device answers', async () => {
    stage.show(<Page />);
    event('incoming_call', ringing());
    const card = await screen.findByRole('alertdialog', { name: 'Incoming audio call: Bob' }, FIRST);
    expect(within(card).queryByRole('button', { name: 'Answer with video' })).toBeNull();
    event('call_accepted', { sessionId: 7, channelId: 1, participant: 'alice', deviceId: 'phone' });
    await screen.findByText('Answered on another device.');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(sent('call_accept')).toEqual([]);
  });

  it('can be declined, by keys too', async () => {
    stage.show(<Page />);
    event('incoming_call', ringing());
    await screen.findByRole('alertdialog');
    await userEvent.keyboard('{Alt>}{Shift>}[KeyD]{/Shift}{/Alt}');
    await waitFor(() => expect(sent('call_decline')).toEqual([{ sessionId: 7 }]));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('are missed when the caller gives up', async () => {
    stage.show(<Page />);
    event('incoming_call', ringing());
    await screen.findByRole('alertdialog');
    event('call_ended', { sessionId: 7, channelId: 1, duration: 0, endReason: 'timeout', status: 'missed' });
    await screen.findByText('You missed a call from Bob.');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('connect whoever answers to those who are there, and say so to the server', async () => {
    stage.show(<Page />);
    await answered();
    await waitFor(() => expect(sent('webrtc_offer')).toHaveLength(1));
    expect(sent('webrtc_offer')[0]).toMatchObject({ sessionId: 7, targetUser: 'bob', targetDevice: 'bobs' });
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    await waitFor(() => expect(sent('call_update')).toMatchObject([{ sessionId: 7, muted: true }]));
    const [connection] = FakeConnection.all;
    await waitFor(() => expect(connection?.transceivers[0]?.sender.track).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(connection?.transceivers[0]?.sender.track).toBe(devices.opened[0]));
    await userEvent.click(screen.getByRole('button', { name: 'Leave call' }));
    await waitFor(() => expect(sent('call_leave')).toMatchObject([{ sessionId: 7 }]));
    expect(connection?.connectionState).toBe('closed');
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
  });

  it('queue candidates that come before the description, and survive what is no SDP', async () => {
    stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const from = { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId };
    event('webrtc_ice_candidate_received', { ...from, candidate: { candidate: 'candidate:1', sdpMid: '0' } });
    event('webrtc_answer_received', { ...from, answer: { type: 'answer', sdp: 'nonsense' } });
    event('webrtc_answer_received', { ...from, answer: { type: 'answer', sdp: sdpOf(99) } });
    await waitFor(() => expect(FakeConnection.all[0]?.candidates).toEqual([{ candidate: 'candidate:1', sdpMid: '0' }]));
    // What is for another device is none of ours.
    event('webrtc_ice_candidate_received', { ...from, deviceId: 'other', candidate: { candidate: 'candidate:2', sdpMid: '0' } });
    expect(FakeConnection.all[0]?.candidates).toHaveLength(1);
  });

  it('begin anew where the other side has, e.g. after a reload', async () => {
    stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const from = { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId };
    event('webrtc_answer_received', { ...from, answer: { type: 'answer', sdp: sdpOf(99) } });
    await waitFor(() => expect(FakeConnection.all[0]?.connectionState).toBe('connected'));
    event('webrtc_offer_received', { ...from, offer: { type: 'offer', sdp: sdpOf(100) } });
    await waitFor(() => expect(sent('webrtc_answer')).toHaveLength(1));
    expect(FakeConnection.all).toHaveLength(2);
    expect(FakeConnection.all[0]?.connectionState).toBe('closed');
  });

  it('are shown to the user before they start, and end when given up before the server has replied', async () => {
    stage.show(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Start a video call' }));
    await userEvent.click(await screen.findByLabelText('Join muted'));
    // The reply never comes.
    stage.server.mute = true;
    await userEvent.click(screen.getByRole('button', { name: 'Start call' }));
    await screen.findByText('Starting call…', { selector: '[data-call-phase]' });
    stage.server.mute = false;
    await userEvent.click(screen.getByRole('button', { name: 'Cancel call' }));
    await waitFor(() => expect(sent('call_end')).toHaveLength(1));
    expect(sent('call_end')[0]).toHaveProperty('clientId');
  });

  it('list who the server says is there after the connection was away', async () => {
    stage.show(<Page />);
    await answered();
    await userEvent.click(screen.getByRole('button', { name: /^People/ }));
    const list = screen.getByRole('list', { name: 'People in this call' });
    expect(within(list).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Alice'), expect.stringContaining('Bob')]);
    inside = [...inside.filter(([user]) => user !== 'bob'), ['carol', deviceOf('carols', { muted: true })]];
    act(() => stage.server.drop());
    await screen.findByText('Reconnecting…');
    await waitFor(() => expect(within(list).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Alice'), expect.stringContaining('Carol')]), { timeout: 8000 });
    expect(within(list).getByText('Muted')).toBeDefined();
  });

  it('go on with another microphone when one is unplugged, muted or not', async () => {
    stage.show(<Page />);
    await answered();
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    devices.list = devices.list.filter(({ deviceId }) => deviceId !== 'headset');
    act(() => devices.opened[0]?.unplug());
    await screen.findByText('Headset was disconnected. Built-in microphone is used now.');
    expect(screen.getByRole('button', { name: 'Unmute' })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(FakeConnection.all[0]?.transceivers[0]?.sender.track).toBe(devices.opened[1]));
    devices.list = [{ kind: 'audioinput', deviceId: 'headset', label: 'Headset' }, ...devices.list];
    act(() => devices.changed());
    await screen.findByText('Headset is available again.');
    await userEvent.click(screen.getByRole('button', { name: 'Use it' }));
    await waitFor(() => expect(FakeConnection.all[0]?.transceivers[0]?.sender.track).toBe(devices.opened[2]));
    // A browser that says nothing of the track.
    devices.list = devices.list.filter(({ deviceId }) => deviceId !== 'headset');
    act(() => devices.changed());
    await screen.findByText('Headset was disconnected. Built-in microphone is used now.');
  });

  it('can be joined without a microphone, and say why there is none', async () => {
    stage.show(<Page />);
    devices.refuse = 'NotAllowedError';
    event('incoming_call', ringing());
    await userEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    await waitFor(() => expect(sent('call_accept')).toMatchObject([{ muted: true }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Unmute' }));
    await screen.findByText('Your browser doesn’t allow the microphone. Allow it in the address bar, then try again.');
    expect(screen.getByRole('button', { name: 'Unmute' })).toBeDefined();
  });

  it('ask for a click where the browser plays nothing before', async () => {
    stage.show(<Page />);
    await answered();
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
    act(() => FakeConnection.all[0]?.deliver(0));
    await userEvent.click(await screen.findByRole('button', { name: 'Click to hear the call' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Click to hear the call' })).toBeNull());
  });

  it('can be joined where one is running, and are marked as such', async () => {
    stage.show(<Page />);
    const call = { ...shownCall(), sessionId: 9 };
    event('call_participant_joined', { sessionId: 9, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call });
    await screen.findByRole('button', { name: 'Join (1)' });
    event('call_ended', { sessionId: 9, channelId: 1, duration: 3, endReason: 'completed', status: 'ended' });
    await screen.findByRole('button', { name: 'Start an audio call' });
  });

  it('end when this device is taken out', async () => {
    stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const { participants: _people, ...call } = callOf();
    event('call_participant_left', { sessionId: 7, channelId: 1, participant: 'alice', deviceId, reason: 'removed', call: { ...call, status: 'active', participants: ['bob'] } });
    await screen.findByText(/^You were removed from the call/, { selector: '[data-call-phase]' });
    expect(FakeConnection.all[0]?.connectionState).toBe('closed');
    expect(sent('call_leave')).toEqual([]);
  });

  it('move to the server and back without a gap: the old way ends when the new one delivers', async () => {
    stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const fromPeer = { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId };
    event('webrtc_answer_received', { ...fromPeer, answer: { type: 'answer', sdp: sdpOf(99) } });
    const [peer] = FakeConnection.all;
    await waitFor(() => expect(peer?.connectionState).toBe('connected'));
    act(() => peer?.deliver(0));
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));

    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(sent('webrtc_offer').at(-1)).toMatchObject({ targetUser: null }));
    const [, publishing, subscribed] = FakeConnection.all;
    const fromServer = { sessionId: 7, fromUser: null, fromDevice: null, deviceId };
    event('webrtc_answer_received', { ...fromServer, answer: { type: 'answer', sdp: sdpOf(200) } });
    await waitFor(() => expect(publishing?.connectionState).toBe('connected'));
    event('webrtc_offer_received', { ...fromServer, offer: { type: 'offer', sdp: sdpOf(201) } });
    await waitFor(() => expect(sent('webrtc_answer')).toMatchObject([{ targetUser: null }]));
    // Muted stays muted, and nothing of the old way is gone yet.
    expect(publishing?.transceivers[0]?.sender.track).toBeNull();
    expect(peer?.connectionState).toBe('connected');
    act(() => subscribed?.deliver(0, 'bob|bobs|audio'));
    await waitFor(() => expect(peer?.connectionState).toBe('closed'));
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(publishing?.transceivers[0]?.sender.track).toBe(devices.opened[0]));

    event('call_moved', { sessionId: 7, channelId: 1, to: 'peer' });
    await waitFor(() => expect(FakeConnection.all).toHaveLength(4));
    expect(publishing?.connectionState).toBe('connected');
    act(() => FakeConnection.all[3]?.deliver(0));
    await waitFor(() => expect(publishing?.connectionState).toBe('closed'));
    expect(subscribed?.connectionState).toBe('closed');
  });

  it('keep sound and picture of one person in one stream, whoever offers', async () => {
    stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    event('webrtc_offer_received', { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId, offer: { type: 'offer', sdp: sdpOf(100) } });
    await waitFor(() => expect(sent('webrtc_answer')).toHaveLength(1));
    for (const { transceivers } of FakeConnection.all) {
      const [microphone, camera, screenPicture, screenSound] = transceivers.map(({ sender }) => sender.streams[0]);
      expect(microphone).toBeDefined();
      expect(camera).toBe(microphone);
      expect(screenSound).toBe(screenPicture);
      expect(screenPicture).not.toBe(microphone);
    }
  });

  it('show and play nothing of whoever lost the right to show pictures', async () => {
    inside = [['bob', deviceOf('bobs', { camera: true, screen: true })]];
    stage.show(<Page />);
    await answered();
    await waitFor(() => expect(FakeConnection.all).toHaveLength(1));
    const [connection] = FakeConnection.all;
    act(() => [0, 1, 2, 3].forEach((section) => connection?.deliver(section)));
    const received = () => connection?.transceivers.map(({ receiver }) => receiver.track.enabled);
    expect(received()).toEqual([true, true, true, true]);
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs') });
    expect(received()).toEqual([true, false, false, false]);
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs', { camera: true }) });
    expect(received()).toEqual([true, true, false, false]);
  });

  it('send no picture where the server refuses it', async () => {
    stage.show(<Page />);
    await answered();
    stage.server.refuseCommand = { code: 'forbidden', message: 'no' };
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera on' }));
    await waitFor(() => expect(sent('call_update')).toMatchObject([{ camera: true }, { camera: false }]));
    expect(devices.opened.map(({ kind, readyState }) => [kind, readyState])).toEqual([['audio', 'live'], ['video', 'ended']]);
  });

  it('leave nothing behind on the window', async () => {
    const added = vi.spyOn(window, 'addEventListener');
    const removed = vi.spyOn(window, 'removeEventListener');
    stage.show(<Page />);
    await answered();
    expect(added).toHaveBeenCalledWith('pagehide', expect.anything());
    await userEvent.click(screen.getByRole('button', { name: 'Leave call' }));
    await waitFor(() => expect(removed).toHaveBeenCalledWith('pagehide', expect.anything()));
    expect(sessionStorage.getItem('runningCall')).toBeNull();
  });

  it.each([
    ['asks what becomes of the other device', 'call_join', { inside: true, ended: false }, 'You’re in this call on another device'],
    ['says that it has ended', 'call_join', { inside: false, ended: true }, 'This call has ended.'],
    ['says that another device has answered', 'call_accept', { inside: true, ended: false }, 'Answered on another device.'],
  ])('%s, in whatever words the server refuses', async (_, command, then, text) => {
    stage.show(<Page />);
    stage.server.refuseCommand = { code: 'conflict', message: 'Das geht nicht.' };
    stage.answer('GET', '/api/chat/calls/7/status', () => {
      if (then.inside) inside = [['bob', deviceOf('bobs')], ['alice', deviceOf('phone')]];
      return { ...callOf(), status: then.ended ? ('ended' as const) : ('active' as const) };
    });
    if (command === 'call_accept') {
      event('incoming_call', ringing());
      await userEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    } else {
      event('call_participant_joined', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call: shownCall() });
      await userEvent.click(await screen.findByRole('button', { name: 'Join (1)' }));
      await userEvent.click(await screen.findByRole('button', { name: 'Join call' }));
    }
    await screen.findByText(text);
  });

  it('are shown in a conversation that the user joins while one is running, and survive a change of role', async () => {
    stage.show(<Page />);
    const channel = channelOf({ id: 1, name: 'general', role: 'member' });
    stage.answer('GET', '/api/chat/channels/1', { ...channel, call: shownCall() });
    event('channel_joined', { stream: 'user', seq: 1, channelId: 1, channel });
    await screen.findByRole('button', { name: 'Join (1)' });
    stage.answer('GET', '/api/chat/channels/1', () => new Promise<never>(() => undefined) as never);
    event('channel_joined', { stream: 'user', seq: 2, channelId: 1, channel: { ...channel, role: 'admin' } });
    expect(screen.getByRole('button', { name: 'Join (1)' })).toBeDefined();
  });

  it('have a window of their own, in which whoever follows a link joins by a button', async () => {
    stage.answer('GET', '/api/chat/calls/7/status', () => callOf());
    stage.show(
      <>
        <Page />
        <CallWindow path="call/7" />
      </>,
    );
    const card = await screen.findByRole('region', { name: /^Call: / }, FIRST);
    within(card).getByText('Bob is in this call.');
    event('call_participant_joined', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call: shownCall() });
    expect(devices.opened).toEqual([]);
    await userEvent.click(within(card).getByRole('button', { name: 'Join call' }));
    await userEvent.click(await within(await screen.findByRole('dialog')).findByRole('button', { name: 'Join call' }));
    await waitFor(() => expect(sent('call_join')).toHaveLength(1));
    await waitFor(() => expect(document.querySelector('[data-call=stage]')).not.toBeNull());
  });
});
