// A page in a conversation with Bob, and a server whose call the tests say who is in.

import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { CallsHost } from '../../src/features/calls/CallsHost';
import { ChannelHeader } from '../../src/features/channels/ChannelHeader';
import { Notices } from '../../src/features/notice/Notices';
import { useChat } from '../../src/shared/hooks/client';
import { useView } from '../../src/shared/hooks/view/view';
import type { ActiveCall, Call, CallDevice, CallType } from '../../src/core/protocol/generated';
import type { Events } from '../../src/core/protocol/events';
import { channelOf, personOf } from '../fakes/samples';
import { setMedia, type FakeDevices } from '../fakes/media';
import { FIRST, setStage, type Stage } from './stage';

const PERMISSIONS = ['call.audio', 'call.video', 'call.view_history'];

export function Page() {
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

export const deviceOf = (deviceId: string, change: Partial<CallDevice> = {}): CallDevice => ({ deviceId, muted: false, camera: false, screen: false, hand: false, annotate: true, hears: true, connected: true, joinedAt: 1, ...change });

/** For one `describe`: each test has its own. */
export function setCallStage() {
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
      return { sessionId: 7, mode: 'peer' as const, deviceId, call: callOf(), joined: true, forwarded: false };
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
      call_view: () => ({}),
      call_annotate: () => ({}),
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
    await userEvent.click(await screen.findByRole('button', { name: 'Answer' }, FIRST));
    return screen.findByText('Connecting…', { selector: '[data-call-phase]' }, FIRST);
  }

  return {
    ringing,
    callOf,
    shownCall,
    event,
    sent,
    answered,
    get stage(): Stage {
      return stage;
    },
    get devices(): FakeDevices {
      return devices;
    },
    get inside(): [string, CallDevice][] {
      return inside;
    },
    set inside(now: [string, CallDevice][]) {
      inside = now;
    },
  };
}
