// Calls: ringing and its end, coming in and leaving, and who is there.

import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { CallWindow } from '../../src/features/calls/CallWindow';
import { callsOf } from '../../src/features/calls/center';
import { FakeConnection } from '../fakes/media';
import { channelOf } from '../fakes/samples';
import { deviceOf, Page, setCallStage } from './call-stage';
import { FIRST } from './stage';

describe('calls', () => {
  const calls = setCallStage();
  const { ringing, callOf, shownCall, event, sent, answered } = calls;

  it('ring before their parts are there, and stop when another device answers', async () => {
    calls.stage.show(<Page />);
    event('incoming_call', ringing());
    const card = await screen.findByRole('alertdialog', { name: 'Incoming audio call: Bob' }, FIRST);
    expect(within(card).queryByRole('button', { name: 'Answer with video' })).toBeNull();
    event('call_accepted', { sessionId: 7, channelId: 1, participant: 'alice', deviceId: 'phone' });
    await screen.findByText('Answered on another device.');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(sent('call_accept')).toEqual([]);
  });

  it('ring also when they came before anything of calls was there', async () => {
    event('incoming_call', ringing());
    calls.stage.show(<Page />);
    await screen.findByRole('alertdialog', { name: 'Incoming audio call: Bob' }, FIRST);
    event('call_accepted', { sessionId: 7, channelId: 1, participant: 'alice', deviceId: 'phone' });
    await screen.findByText('Answered on another device.');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('can be declined, by keys too', async () => {
    calls.stage.show(<Page />);
    event('incoming_call', ringing());
    await screen.findByRole('alertdialog');
    await userEvent.keyboard('{Alt>}{Shift>}[KeyD]{/Shift}{/Alt}');
    await waitFor(() => expect(sent('call_decline')).toEqual([{ sessionId: 7 }]));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('are missed when the caller gives up', async () => {
    calls.stage.show(<Page />);
    event('incoming_call', ringing());
    await screen.findByRole('alertdialog');
    event('call_ended', { sessionId: 7, channelId: 1, duration: 0, endReason: 'timeout', status: 'missed' });
    await screen.findByText('You missed a call from Bob.');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('are shown to the user before they start, and end when given up before the server has replied', async () => {
    calls.stage.show(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Start a video call' }));
    await userEvent.click(await screen.findByLabelText('Join muted'));
    // The reply never comes.
    calls.stage.server.mute = true;
    await userEvent.click(screen.getByRole('button', { name: 'Start call' }));
    await screen.findByText('Starting call…', { selector: '[data-call-phase]' });
    calls.stage.server.mute = false;
    await userEvent.click(screen.getByRole('button', { name: 'Cancel call' }));
    await waitFor(() => expect(sent('call_end')).toHaveLength(1));
    expect(sent('call_end')[0]).toHaveProperty('clientId');
  });

  it.each([
    [['busy'], /^Already in another call/],
    [['unavailable', 'unavailable'], /^Not available right now/],
    [['busy', 'declined'], /^The call was declined/],
    // As a later server may say.
    [['asleep' as 'unavailable'], /^Not available right now/],
  ] as const)('end with the reason of those who were asked: %j', async (reasons, said) => {
    calls.stage.show(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Start an audio call' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start call' }));
    await screen.findByText('Waiting for others to join…', { selector: '[data-call-phase]' }, FIRST);
    for (const [nth, reason] of reasons.entries()) event('call_declined', { sessionId: 7, channelId: 1, participant: nth === 0 ? 'bob' : 'carol', reason });
    event('call_ended', { sessionId: 7, channelId: 1, duration: 0, endReason: 'declined', status: 'missed' });
    await screen.findByText(said, { selector: '[data-call-phase]' });
  });

  it('list who the server says is there after the connection was away', async () => {
    calls.stage.show(<Page />);
    await answered();
    await userEvent.click(screen.getByRole('button', { name: /^People/ }));
    const list = screen.getByRole('list', { name: 'People in this call' });
    expect(within(list).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Alice'), expect.stringContaining('Bob')]);
    calls.inside = [...calls.inside.filter(([user]) => user !== 'bob'), ['carol', deviceOf('carols', { muted: true })]];
    act(() => calls.stage.server.drop());
    await screen.findByText('Reconnecting…');
    await waitFor(() => expect(within(list).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Alice'), expect.stringContaining('Carol')]), { timeout: 8000 });
    expect(within(list).getByText('Muted')).toBeDefined();
  });

  it('can be joined without a microphone, and say why there is none', async () => {
    calls.stage.show(<Page />);
    calls.devices.refuse = 'NotAllowedError';
    event('incoming_call', ringing());
    await userEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    await waitFor(() => expect(sent('call_accept')).toMatchObject([{ muted: true }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Unmute' }));
    await screen.findByText('Your browser doesn’t allow the microphone. Allow it in the address bar, then try again.');
    expect(screen.getByRole('button', { name: 'Unmute' })).toBeDefined();
  });

  it('can be joined where one is running, and are marked as such', async () => {
    calls.stage.show(<Page />);
    const call = { ...shownCall(), sessionId: 9 };
    event('call_participant_joined', { sessionId: 9, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call });
    await screen.findByRole('button', { name: 'Join (1)' });
    event('call_ended', { sessionId: 9, channelId: 1, duration: 3, endReason: 'completed', status: 'ended' });
    await screen.findByRole('button', { name: 'Start an audio call' });
  });

  it('end when this device is taken out', async () => {
    calls.stage.show(<Page />);
    await answered();
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const { participants: _people, ...call } = callOf();
    event('call_participant_left', { sessionId: 7, channelId: 1, participant: 'alice', deviceId, reason: 'removed', call: { ...call, status: 'active', participants: ['bob'] } });
    await screen.findByText(/^You were removed from the call/, { selector: '[data-call-phase]' });
    expect(FakeConnection.all[0]?.connectionState).toBe('closed');
    expect(sent('call_leave')).toEqual([]);
  });

  it.each([
    ['a channel', 'public', 'general', 'You’re no longer in #general', 'general'],
    ['a group', 'direct', '', 'You’re no longer in this conversation', 'Bob, Carol'],
  ] as const)('end with the membership in %s, under its name and without the problems of the call', async (_, type, name, said, title) => {
    calls.stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, role: 'member', type, name, members: ['alice', 'bob', 'carol'] }) });
    calls.stage.show(<Page />);
    await answered();
    const { store } = callsOf(calls.stage.session);
    const own = store.state.current?.own;
    act(() => store.change({ level: 'unstable', reason: 'delay', blocked: true, ...(own && { own: { ...own, camera: true, unheard: true } }) }));
    screen.getByText(/Your camera is paused/);
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    const { participants: _people, ...call } = callOf();
    event('call_participant_left', { sessionId: 7, channelId: 1, participant: 'alice', deviceId, reason: 'removed', call: { ...call, status: 'active', participants: ['bob'] } });
    event('channel_left', { stream: 'user', seq: 1, channelId: 1 });
    await screen.findByText((text) => text.startsWith(said), { selector: '[data-call-phase]' });
    screen.getByRole('region', { name: `Call: ${title}` });
    for (const problem of [/Your camera is paused/, /You’re muted/, /Click to hear/]) expect(screen.queryByText(problem)).toBeNull();
  });

  it('say why their connection is no better to whoever asks, with the keys as well', async () => {
    calls.stage.show(<Page />);
    await answered();
    const { store } = callsOf(calls.stage.session);
    act(() => store.change({ phase: 'active', answeredAt: 1, level: 'poor', reason: 'loss' }));
    const bars = screen.getByRole('button', { name: 'Connection: Poor' });
    expect(bars.getAttribute('aria-expanded')).toBe('false');
    const why = 'Connection: Poor. Some data is lost on the way.';
    expect(screen.queryByText(why)).toBeNull();
    bars.focus();
    await userEvent.keyboard('{Enter}');
    expect(screen.getByText(why).closest('[role=status]')).not.toBeNull();
    expect(bars.getAttribute('aria-expanded')).toBe('true');
    act(() => store.change({ level: 'excellent', reason: null }));
    screen.getByText('Connection: Excellent.');
    await userEvent.keyboard('{Enter}');
    expect(screen.queryByText('Connection: Excellent.')).toBeNull();
  });

  it('show in their bar that somebody has turned the camera on', async () => {
    calls.inside = [['bob', deviceOf('bobs')]];
    calls.stage.show(<Page />);
    await answered();
    await waitFor(() => expect(FakeConnection.all).toHaveLength(1));
    act(() => [0, 1, 2, 3].forEach((section) => FakeConnection.all[0]?.deliver(section)));
    expect(screen.queryByRole('button', { name: /^Show Bob/ })).toBeNull();
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs', { camera: true, screen: true }) });
    await screen.findByRole('button', { name: 'Show Bob’s screen' });
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs', { camera: true }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Show Bob’s camera' }));
    await waitFor(() => expect(document.querySelector('[data-call=stage] [data-user=bob][data-picture]')).not.toBeNull());
  });

  it('have the name of their conversation, although nothing was said there yet', async () => {
    const channel = channelOf({ id: 5, type: 'direct', members: ['alice', 'bob'], role: 'member', createdBy: 'bob' });
    calls.stage.answer('GET', '/api/chat/channels/5', channel);
    calls.stage.show(<Page />);
    event('incoming_call', ringing({ channelId: 5, channel: { id: 5, name: '', type: 'direct' } }));
    await userEvent.click(await screen.findByRole('button', { name: 'Answer' }, FIRST));
    await waitFor(() => expect(document.querySelector('[data-call]')?.textContent).toContain('Bob'), FIRST);
    expect(calls.stage.session.store.state.channels[5]).toMatchObject({ members: ['alice', 'bob'] });
  });

  it('leave nothing behind on the window', async () => {
    const added = vi.spyOn(window, 'addEventListener');
    const removed = vi.spyOn(window, 'removeEventListener');
    calls.stage.show(<Page />);
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
    calls.stage.show(<Page />);
    calls.stage.server.refuseCommand = { code: 'conflict', message: 'Das geht nicht.' };
    calls.stage.answer('GET', '/api/chat/calls/7/status', () => {
      if (then.inside) calls.inside = [['bob', deviceOf('bobs')], ['alice', deviceOf('phone')]];
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
    calls.stage.show(<Page />);
    const channel = channelOf({ id: 1, name: 'general', role: 'member' });
    calls.stage.answer('GET', '/api/chat/channels/1', { ...channel, call: shownCall() });
    event('channel_joined', { stream: 'user', seq: 1, channelId: 1, channel });
    await screen.findByRole('button', { name: 'Join (1)' });
    calls.stage.answer('GET', '/api/chat/channels/1', () => new Promise<never>(() => undefined) as never);
    event('channel_joined', { stream: 'user', seq: 2, channelId: 1, channel: { ...channel, role: 'admin' } });
    expect(screen.getByRole('button', { name: 'Join (1)' })).toBeDefined();
  });

  it('have a window of their own, in which whoever follows a link joins by a button', async () => {
    calls.stage.answer('GET', '/api/chat/calls/7/status', () => callOf());
    calls.stage.show(
      <>
        <Page />
        <CallWindow path="call/7" />
      </>,
    );
    const card = await screen.findByRole('region', { name: /^Call: / }, FIRST);
    within(card).getByText('Bob is in this call.');
    event('call_participant_joined', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call: shownCall() });
    expect(calls.devices.opened).toEqual([]);
    await userEvent.click(within(card).getByRole('button', { name: 'Join call' }));
    await userEvent.click(await within(await screen.findByRole('dialog')).findByRole('button', { name: 'Join call' }));
    await waitFor(() => expect(sent('call_join')).toHaveLength(1));
    await waitFor(() => expect(document.querySelector('[data-call=stage]')).not.toBeNull());
  });
});
