import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { IncomingCall } from '../../src/core/protocol/generated';
import { startRing } from '../../src/widget/calls/tone';
import { DEADLINE, useStage } from './stage';

vi.mock('../../src/widget/calls/tone', () => ({ startRing: vi.fn(() => () => undefined) }));

const ringing = (change: Partial<IncomingCall> = {}): IncomingCall => ({
  sessionId: 7,
  channelId: 1,
  channel: { id: 1, name: '', type: 'direct' },
  caller: 'bob',
  callType: 'audio',
  participants: ['bob'],
  mode: 'peer',
  startedAt: 1,
  ringUntil: 45_001,
  ...change,
});

describe('calls in the widget', () => {
  beforeEach(() => vi.mocked(startRing).mockClear());

  const stage = useStage();
  const { all, appear, found } = stage;
  const tell = (name: string, data: object): void => {
    for (const socket of stage.server.sockets) socket.event(name, data);
  };
  const rings = async (): Promise<HTMLElement> => {
    appear();
    await vi.waitFor(() => expect(stage.server.sockets.size).toBe(1), DEADLINE);
    await vi.waitFor(() => expect(stage.calls).toContain('GET /api/chat/channels'), DEADLINE);
    tell('incoming_call', ringing());
    return found('[role=alertdialog]', 'Bob Kowalski');
  };

  it('ring while it is folded up, and are answered in a window of their own', async () => {
    const card = await rings();
    expect(card.ariaLabel).toBe('Incoming audio call: Bob Kowalski');
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    (await found('.call button', 'Answer')).click();
    expect(open).toHaveBeenCalledWith(expect.stringMatching(/^http:\/\/chat-\d+\.test\/chat\/call\/7$/), 'orvale-call', expect.stringContaining('popup'));
    expect(all('.call')).toEqual([]);
  });

  it('stop when they are answered elsewhere, or end', async () => {
    await rings();
    tell('call_accepted', { sessionId: 7, channelId: 1, participant: 'alice', deviceId: 'phone' });
    await vi.waitFor(() => expect(all('.call')).toEqual([]), DEADLINE);
    tell('incoming_call', ringing({ sessionId: 8, callType: 'video' }));
    await found('[role=alertdialog]', 'Incoming video call');
    tell('call_ended', { sessionId: 7, channelId: 1, duration: 0, endReason: 'timeout', status: 'missed' });
    tell('call_ended', { sessionId: 8, channelId: 1, duration: 0, endReason: 'timeout', status: 'missed' });
    await vi.waitFor(() => expect(all('.call')).toEqual([]), DEADLINE);
  });

  it('make a sound only where the user wants to hear them', async () => {
    await rings();
    expect(startRing).toHaveBeenCalledTimes(1);
    tell('call_ended', { sessionId: 7, channelId: 1, duration: 0, endReason: 'timeout', status: 'missed' });
    stage.sound = false;
    tell('incoming_call', ringing({ sessionId: 8 }));
    await found('[role=alertdialog]', 'Bob Kowalski');
    expect(startRing).toHaveBeenCalledTimes(1);
  });

  it('can be declined', async () => {
    await rings();
    (await found('.call button', 'Decline')).click();
    await vi.waitFor(() => expect(stage.calls).toContain('POST /api/chat/calls/7/decline'), DEADLINE);
    expect(all('.call')).toEqual([]);
  });

  it('ring in an open conversation, too', async () => {
    appear();
    stage.widget.open();
    (await found('.row', 'general')).click();
    await vi.waitFor(() => expect(stage.calls.some((call) => call.endsWith('/messages'))).toBe(true), DEADLINE);
    tell('incoming_call', ringing());
    await found('[role=alertdialog]', 'Bob Kowalski');
  });
});
