// The connections to the server: which offer an answer is for, and what is asked for again.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChatError } from '../../src/core/protocol/errors';
import type { Calls, CallSignal } from '../../src/core/session/calls';
import { Links } from '../../src/features/calls/media/links';
import { PeerLink, type LinkState } from '../../src/features/calls/media/peer';
import { FakeConnection, sdpOf, setMedia } from '../fakes/media';

const BOB = { user: 'bob', deviceId: 'bobs', isLater: false };

describe('the connections to the server', () => {
  let links: Links;
  let sent: CallSignal[];
  let states: LinkState[];
  /** What becomes of the next signals. */
  let refusal: ChatError | null;

  beforeEach(() => {
    vi.useFakeTimers();
    setMedia();
    [sent, states, refusal] = [[], [], null];
    const calls = {
      signal: async (_: number, __: unknown, signal: CallSignal) => {
        sent.push(signal);
        if (refusal !== null) throw refusal;
      },
      iceServers: async () => [],
    };
    links = new Links({
      sessionId: 7,
      calls: calls as unknown as Calls,
      iceServers: [],
      onTrack: () => undefined,
      onState: (_, state) => states.push(state),
      onForwarded: () => undefined,
      onUnreachable: () => undefined,
      awaits: () => true,
    });
  });

  afterEach(() => {
    links.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const offers = (): (string | undefined)[] => sent.flatMap((signal) => ('offer' in signal ? [signal.offerId] : []));
  const answers = (): (string | undefined)[] => sent.flatMap((signal) => ('answer' in signal ? [signal.offerId] : []));
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  const answer = (origin: number, offerId: string | undefined): void => links.receive(null, { answer: { type: 'answer', sdp: sdpOf(origin) }, ...(offerId !== undefined && { offerId }) });
  const offer = (origin: number, offerId: string, streams = ['bob|bobs|audio']): void => links.receive(null, { offer: { type: 'offer', sdp: sdpOf(origin, streams) }, offerId });
  /** Those on which this device sends and receives. */
  const connections = (): FakeConnection[] => FakeConnection.all.filter(({ connectionState }) => connectionState !== 'closed');

  async function toServer(): Promise<void> {
    links.move('sfu');
    links.add(BOB, false);
    await settle();
  }

  it('take no answer that was meant for those before them', async () => {
    await toServer();
    answer(200, offers()[0]);
    await settle();
    links.move('sfu');
    await settle();
    expect(new Set(offers()).size).toBe(2);
    const [publishing] = connections();
    answer(201, offers()[0]);
    await settle();
    expect(publishing?.remoteDescription).toBeNull();
    answer(202, offers()[1]);
    await settle();
    expect(publishing?.remoteDescription?.sdp).toBe(sdpOf(202));
  });

  it('take an answer without a name, as older servers give it', async () => {
    await toServer();
    answer(200, undefined);
    await settle();
    expect(connections()[0]?.remoteDescription?.sdp).toBe(sdpOf(200));
    expect(states.at(-1)).toBe('connected');
  });

  it('answer the offer by its name, and begin anew where the server does', async () => {
    await toServer();
    offer(300, 'late');
    await settle();
    const [, late] = connections();
    answer(200, offers()[0]);
    offer(301, 'new');
    offer(301, 'new');
    await settle();
    expect(answers()).toEqual(['late', 'new', 'new']);
    expect(late?.connectionState).toBe('closed');
    expect(connections()[1]?.remoteDescription?.sdp).toContain('o=- 301 ');
    expect(states.at(-1)).toBe('connected');
  });

  it('begin anew while nobody answers, ever less often', async () => {
    await toServer();
    await vi.advanceTimersByTimeAsync(9000);
    expect(offers()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(offers()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(18_000);
    expect(offers()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(offers()).toHaveLength(3);
    answer(200, offers()[2]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(offers()).toHaveLength(3);
    expect(states.at(-1)).toBe('connected');
  });

  it('show what fails, and begin anew', async () => {
    await toServer();
    links.receive(null, { answer: { type: 'answer', sdp: 'nonsense' } });
    await settle();
    expect(states.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(11_000);
    answer(200, offers()[1]);
    await settle();
    expect(states.at(-1)).toBe('connected');
  });

  it('begin anew where the server refuses what they offer, and not where an older offer was refused', async () => {
    await toServer();
    answer(200, offers()[0]);
    await settle();
    refusal = new ChatError('conflict', 'closed');
    offer(300, 'late');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offers()).toHaveLength(1);
    refusal = null;
    await settle();
    links.restart();
    refusal = new ChatError('conflict', 'closed');
    await settle();
    refusal = null;
    await vi.advanceTimersByTimeAsync(11_000);
    const latest = offers().at(-1);
    expect(connections()[0]?.remoteDescription).toBeNull();
    answer(201, latest);
    await settle();
    expect(states.at(-1)).toBe('connected');
  });
});

describe('a connection to another device', () => {
  it('is offered again, ever less often, until it is answered', async () => {
    vi.useFakeTimers();
    setMedia();
    const offered: (string | undefined)[] = [];
    const link = new PeerLink({
      offers: true,
      polite: false,
      iceServers: [],
      isStale: false,
      freshIceServers: async () => [],
      send: (signal) => 'offer' in signal && offered.push(signal.offerId),
      onTrack: () => undefined,
      onState: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(4000);
    expect(offered).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(offered).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(offered).toHaveLength(3);
    expect(new Set(offered).size).toBe(1);
    await link.receive({ answer: { type: 'answer', sdp: sdpOf(5) }, offerId: 'another' });
    expect(link.connection.remoteDescription).toBeNull();
    const [offerId = ''] = offered;
    await link.receive({ answer: { type: 'answer', sdp: sdpOf(5) }, offerId });
    expect(link.connection.connectionState).toBe('connected');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(offered).toHaveLength(3);
    link.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});
