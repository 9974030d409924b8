// What calls connect and send: connections to others and to the server, devices that come and go, and rights.

import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { FakeConnection, sdpOf } from '../fakes/media';
import { deviceOf, Page, setCallStage } from './call-stage';
import { FIRST } from './stage';

describe('the media of calls', () => {
  const calls = setCallStage();
  const { event, sent, answered } = calls;

  it('connect whoever answers to those who are there, and say so to the server', async () => {
    calls.stage.show(<Page />);
    await answered();
    await waitFor(() => expect(sent('webrtc_offer')).toHaveLength(1));
    expect(sent('webrtc_offer')[0]).toMatchObject({ sessionId: 7, targetUser: 'bob', targetDevice: 'bobs' });
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    await waitFor(() => expect(sent('call_update')).toMatchObject([{ sessionId: 7, muted: true }]));
    const [connection] = FakeConnection.all;
    await waitFor(() => expect(connection?.transceivers[0]?.sender.track).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(connection?.transceivers[0]?.sender.track).toBe(calls.devices.opened[0]));
    await userEvent.click(screen.getByRole('button', { name: 'Leave call' }));
    await waitFor(() => expect(sent('call_leave')).toMatchObject([{ sessionId: 7 }]));
    expect(connection?.connectionState).toBe('closed');
    expect(calls.devices.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
  });

  it('queue candidates that come before the description, and survive what is no SDP', async () => {
    calls.stage.show(<Page />);
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
    calls.stage.show(<Page />);
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

  it('go on with another microphone when one is unplugged, muted or not', async () => {
    calls.stage.show(<Page />);
    await answered();
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    calls.devices.list = calls.devices.list.filter(({ deviceId }) => deviceId !== 'headset');
    act(() => calls.devices.opened[0]?.unplug());
    await screen.findByText('Headset was disconnected. Built-in microphone is used now.');
    expect(screen.getByRole('button', { name: 'Unmute' })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(FakeConnection.all[0]?.transceivers[0]?.sender.track).toBe(calls.devices.opened[1]));
    calls.devices.list = [{ kind: 'audioinput', deviceId: 'headset', label: 'Headset' }, ...calls.devices.list];
    act(() => calls.devices.changed());
    await screen.findByText('Headset is available again.');
    await userEvent.click(screen.getByRole('button', { name: 'Use it' }));
    await waitFor(() => expect(FakeConnection.all[0]?.transceivers[0]?.sender.track).toBe(calls.devices.opened[2]));
    // A browser that says nothing of the track.
    calls.devices.list = calls.devices.list.filter(({ deviceId }) => deviceId !== 'headset');
    act(() => calls.devices.changed());
    await screen.findByText('Headset was disconnected. Built-in microphone is used now.');
  });

  it('ask for a click where the browser plays nothing before', async () => {
    calls.stage.show(<Page />);
    await answered();
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
    act(() => FakeConnection.all[0]?.deliver(0));
    await userEvent.click(await screen.findByRole('button', { name: 'Click to hear the call' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Click to hear the call' })).toBeNull());
  });

  it('say that they are not heard while the browser blocks them, until it plays', async () => {
    calls.stage.show(<Page />);
    await answered();
    const refused = (): DOMException => new DOMException('no', 'NotAllowedError');
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValueOnce(refused());
    act(() => FakeConnection.all[0]?.deliver(0));
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ hears: false }));
    let play = (): void => undefined;
    vi.mocked(HTMLMediaElement.prototype.play).mockReturnValueOnce(
      new Promise((resolve) => {
        play = resolve;
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Click to hear the call' }));
    expect(screen.getByRole('button', { name: 'Click to hear the call' })).toBeDefined();
    expect(sent('call_update').at(-1)).toMatchObject({ hears: false });
    act(() => play());
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ hears: true }));
    expect(screen.queryByRole('button', { name: 'Click to hear the call' })).toBeNull();
  });

  it('show who cannot hear, and say that the user has turned everyone down', async () => {
    calls.stage.show(<Page />);
    await answered();
    const told = (hears: boolean) => event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs', { hears }) });
    told(false);
    expect(await screen.findAllByText('Bob can’t hear the call.')).not.toHaveLength(0);
    await userEvent.click(screen.getByRole('button', { name: /^People \(/ }));
    expect(screen.getByText('Can’t hear the call')).toBeDefined();
    told(true);
    await waitFor(() => expect(screen.queryByText('Bob can’t hear the call.')).toBeNull());
    fireEvent.change(screen.getByRole('slider', { name: /Bob/ }), { target: { value: '0' } });
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ hears: false }));
    fireEvent.change(screen.getByRole('slider', { name: /Bob/ }), { target: { value: '0.5' } });
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ hears: true }));
  });

  it('move to the server and back without a gap: the old way ends when the new one delivers', async () => {
    calls.stage.show(<Page />);
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
    event('webrtc_offer_received', { ...fromServer, offer: { type: 'offer', sdp: sdpOf(201, ['bob|bobs|audio']) } });
    await waitFor(() => expect(sent('webrtc_answer')).toMatchObject([{ targetUser: null }]));
    // Muted stays muted, and nothing of the old way is gone yet.
    expect(publishing?.transceivers[0]?.sender.track).toBeNull();
    expect(peer?.connectionState).toBe('connected');
    act(() => subscribed?.deliver(0));
    await waitFor(() => expect(peer?.connectionState).toBe('closed'));
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    await waitFor(() => expect(publishing?.transceivers[0]?.sender.track).toBe(calls.devices.opened[0]));

    event('call_moved', { sessionId: 7, channelId: 1, to: 'peer' });
    await waitFor(() => expect(FakeConnection.all).toHaveLength(4));
    expect(publishing?.connectionState).toBe('connected');
    event('webrtc_answer_received', { ...fromPeer, answer: { type: 'answer', sdp: sdpOf(300) } });
    await waitFor(() => expect(FakeConnection.all[3]?.connectionState).toBe('connected'));
    act(() => FakeConnection.all[3]?.deliver(0));
    await waitFor(() => expect(publishing?.connectionState).toBe('closed'));
    expect(subscribed?.connectionState).toBe('closed');
  });

  it('ask for the relays again for connections that are made later: their credentials expire', async () => {
    calls.stage.show(<Page />);
    await answered();
    const relay = { urls: ['turn:relay.example.org'], username: '2:alice', credential: 'later' };
    calls.stage.answer('GET', '/api/chat/calls/ice-servers', { iceServers: [relay], expiresAt: null });
    const began = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => began + 86_400_000);
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(sent('webrtc_offer').at(-1)).toMatchObject({ targetUser: null }));
    expect(FakeConnection.all.map(({ servers }) => servers)).toEqual([[], [relay], [relay]]);
  });

  it('wait for nothing of whoever is muted when they move', async () => {
    calls.stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    event('webrtc_answer_received', { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId, answer: { type: 'answer', sdp: sdpOf(99) } });
    const [peer] = FakeConnection.all;
    await waitFor(() => expect(peer?.connectionState).toBe('connected'));
    act(() => peer?.deliver(0));
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs', { muted: true }) });

    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(sent('webrtc_offer').at(-1)).toMatchObject({ targetUser: null }));
    const fromServer = { sessionId: 7, fromUser: null, fromDevice: null, deviceId };
    event('webrtc_answer_received', { ...fromServer, answer: { type: 'answer', sdp: sdpOf(200) } });
    event('webrtc_offer_received', { ...fromServer, offer: { type: 'offer', sdp: sdpOf(201, ['bob|bobs|audio']) } });
    await waitFor(() => expect(peer?.connectionState).toBe('closed'), { timeout: 5000 });
  });

  it('keep sound and picture of one person in one stream, whoever offers', async () => {
    calls.stage.show(<Page />);
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
    calls.inside = [['bob', deviceOf('bobs', { camera: true, screen: true })]];
    calls.stage.show(<Page />);
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

  it('turn off what encodes pictures while there is none: a browser may repeat the last one', async () => {
    calls.stage.show(<Page />);
    await answered();
    const active = (connection: number, section: number) => FakeConnection.all[connection]?.transceivers[section]?.sender.encodings.map((encoding) => encoding.active);
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    event('webrtc_answer_received', { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId, answer: { type: 'answer', sdp: sdpOf(1) } });
    await waitFor(() => expect([active(0, 1), active(0, 2)]).toEqual([[false], [false]]));
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera on' }));
    await waitFor(() => expect([active(0, 1), active(0, 2)]).toEqual([[true], [false]]));
    await userEvent.click(await screen.findByRole('button', { name: 'Turn camera off' }));
    await waitFor(() => expect(active(0, 1)).toEqual([false]));
    await userEvent.click(screen.getByRole('button', { name: 'Share screen' }));
    await waitFor(() => expect(active(0, 2)).toEqual([true]));
    await userEvent.click((await screen.findAllByRole('button', { name: 'Stop sharing' }))[0] as HTMLElement);
    await waitFor(() => expect(active(0, 2)).toEqual([false]));

    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(sent('webrtc_offer').at(-1)).toMatchObject({ targetUser: null }));
    event('webrtc_answer_received', { sessionId: 7, fromUser: null, fromDevice: null, deviceId, answer: { type: 'answer', sdp: sdpOf(2) } });
    await waitFor(() => expect(active(1, 1)?.every((one) => one === false)).toBe(true));
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera on' }));
    await waitFor(() => expect(active(1, 1)).toContain(true));
    await userEvent.click(await screen.findByRole('button', { name: 'Turn camera off' }));
    await waitFor(() => expect(active(1, 1)?.some((one) => one === true)).toBe(false));
  });

  it('send no picture where the server refuses it', async () => {
    calls.stage.show(<Page />);
    await answered();
    calls.stage.server.refuseCommand = { code: 'forbidden', message: 'no' };
    await userEvent.click(screen.getByRole('button', { name: 'Turn camera on' }));
    await waitFor(() => expect(sent('call_update')).toMatchObject([{ camera: true }, { camera: false }]));
    expect(calls.devices.opened.map(({ kind, readyState }) => [kind, readyState])).toEqual([['audio', 'live'], ['video', 'ended']]);
  });

  it('start anew when the server has lost the connections to it, and drop whoever it sends no more', async () => {
    calls.stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const fromServer = { sessionId: 7, fromUser: null, fromDevice: null, deviceId };
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    const offers = () => sent('webrtc_offer').filter(({ targetUser }) => targetUser === null);
    await waitFor(() => expect(offers()).toHaveLength(1));
    // Said twice before the server has answered: nothing is lost.
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    event('webrtc_answer_received', { ...fromServer, answer: { type: 'answer', sdp: sdpOf(200) } });
    event('webrtc_offer_received', { ...fromServer, offer: { type: 'offer', sdp: sdpOf(201, ['bob|bobs|audio', 'bob|bobs|camera']) } });
    await waitFor(() => expect(sent('webrtc_answer')).toHaveLength(1));
    const [publishing, subscribed] = FakeConnection.all.slice(-2);
    expect(offers()).toHaveLength(1);
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(offers()).toHaveLength(2));
    expect([publishing?.connectionState, subscribed?.connectionState]).toEqual(['closed', 'closed']);
  });

  it('start anew when nothing comes from the server any more: it alone could look for another path', async () => {
    calls.stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const fromServer = { sessionId: 7, fromUser: null, fromDevice: null, deviceId };
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    const offers = () => sent('webrtc_offer').filter(({ targetUser }) => targetUser === null);
    await waitFor(() => expect(offers()).toHaveLength(1));
    event('webrtc_answer_received', { ...fromServer, answer: { type: 'answer', sdp: sdpOf(200) } });
    event('webrtc_offer_received', { ...fromServer, offer: { type: 'offer', sdp: sdpOf(201, ['bob|bobs|audio']) } });
    await waitFor(() => expect(sent('webrtc_answer')).toHaveLength(1));
    const [publishing, subscribed] = FakeConnection.all.slice(-2);
    act(() => subscribed?.fail());
    await waitFor(() => expect(offers()).toHaveLength(2));
    expect([publishing?.connectionState, subscribed?.connectionState]).toEqual(['closed', 'closed']);
  });

  it('are connected again by the one who came later when they move back', async () => {
    calls.inside = [['bob', deviceOf('bobs', { joinedAt: 9 })]];
    calls.stage.show(<Page />);
    await answered();
    event('call_moved', { sessionId: 7, channelId: 1, to: 'sfu' });
    await waitFor(() => expect(sent('webrtc_offer').at(-1)).toMatchObject({ targetUser: null }));
    act(() => FakeConnection.all.forEach((connection) => connection.deliver(0)));
    await waitFor(() => expect(FakeConnection.all[0]?.connectionState).not.toBe('closed'));
    const before = sent('webrtc_offer').length;
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    event('webrtc_answer_received', { sessionId: 7, fromUser: null, fromDevice: null, deviceId, answer: { type: 'answer', sdp: sdpOf(200) } });
    event('webrtc_offer_received', { sessionId: 7, fromUser: null, fromDevice: null, deviceId, offer: { type: 'offer', sdp: sdpOf(201, ['bob|bobs|audio']) } });
    await waitFor(() => expect(sent('webrtc_answer')).toHaveLength(1));
    act(() => FakeConnection.all.at(-1)?.deliver(0));
    await waitFor(() => expect(FakeConnection.all[0]?.connectionState).toBe('closed'), { timeout: 8000 });
    event('call_moved', { sessionId: 7, channelId: 1, to: 'peer' });
    event('webrtc_offer_received', { sessionId: 7, fromUser: 'bob', fromDevice: 'bobs', deviceId, offer: { type: 'offer', sdp: sdpOf(300) } });
    await waitFor(() => expect(sent('webrtc_answer').at(-1)).toMatchObject({ targetUser: 'bob' }));
    expect(sent('webrtc_offer')).toHaveLength(before);
  });

  it('send the camera that opens while the server lets the user in', async () => {
    calls.stage.show(<Page />);
    const open = calls.devices.getUserMedia;
    let opens: (() => void) | undefined;
    calls.devices.getUserMedia = async (constraints) => {
      if (constraints.video !== undefined) await new Promise<void>((resolve) => (opens = resolve));
      return open(constraints);
    };
    await userEvent.click(await screen.findByRole('button', { name: 'Start a video call' }));
    const start = await screen.findByRole('button', { name: 'Start call' }, FIRST);
    const initiate = calls.stage.server.replies.call_initiate;
    Object.assign(calls.stage.server.replies, {
      call_initiate: (data: never) => {
        opens?.();
        return initiate?.(data);
      },
    });
    await userEvent.click(start);
    await waitFor(() => expect(sent('call_initiate')).toMatchObject([{ camera: false }]));
    await waitFor(() => expect(sent('call_update')).toMatchObject([{ camera: true }]));
    expect(calls.devices.opened.map(({ kind, readyState }) => [kind, readyState])).toEqual([['audio', 'live'], ['video', 'live']]);
  });
});
