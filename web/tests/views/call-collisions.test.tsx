// Two sides of one connection that offer at once, miss what the other has sent, and begin anew.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PeerLink, type Signal } from '../../src/features/calls/media/peer';
import { FakeConnection, setMedia } from '../fakes/media';

/** One device; a reload gives it another connection. */
class Side {
  link: PeerLink | null = null;
  /** True while nothing arrives at it. */
  deaf = false;
  other: Side | null = null;

  constructor(readonly isLater: boolean) {}

  begin(offers: boolean): void {
    const link = new PeerLink({
      offers,
      polite: this.isLater,
      iceServers: [],
      isStale: false,
      freshIceServers: async () => [],
      send: (signal: Signal) => queueMicrotask(() => {
        if (this.link === link && this.other?.deaf === false) void this.other.link?.receive(signal);
      }),
      onTrack: () => undefined,
      onState: () => undefined,
    });
    this.link = link;
  }

  get connection(): FakeConnection {
    return this.link?.connection as unknown as FakeConnection;
  }

  /** What a browser does once ICE is to be restarted. */
  offer(): void {
    this.connection.onnegotiationneeded?.();
  }
}

function pair(earlierOffers: boolean): { first: Side; second: Side; earlier: Side; later: Side } {
  const [earlier, later] = [new Side(false), new Side(true)];
  [earlier.other, later.other] = [later, earlier];
  const [first, second] = earlierOffers ? [earlier, later] : [later, earlier];
  second.begin(false);
  first.begin(true);
  return { first, second, earlier, later };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const originIn = (description: { sdp: string } | null | undefined): string | undefined => description?.sdp.split('\r\n')[1];

/** Each has the other's latest connection, and nothing waits for an answer. */
function expectAgreed({ earlier, later }: { earlier: Side; later: Side }): void {
  for (const { connection, other } of [earlier, later]) {
    expect(connection.signalingState).toBe('stable');
    expect(originIn(connection.remoteDescription)).toBe(originIn(other?.connection.localDescription));
  }
}

describe.each([[false], [true]])('a connection whose first offer came from the earlier device: %s', (earlierOffers) => {
  beforeEach(() => void setMedia());
  afterEach(() => vi.unstubAllGlobals());

  it('is agreed on by both', async () => {
    const both = pair(earlierOffers);
    await settled();
    expectAgreed(both);
  });

  // Chromium shows none of the pictures that it receives once it has rolled back the first offer of a side that had answered.
  it('is kept where both offer at once: whoever offered first gives way', async () => {
    const both = pair(earlierOffers);
    await settled();
    const { first, second } = both;
    first.offer();
    second.offer();
    await settled();
    expect([first, second].map(({ connection }) => connection.rollbacks)).toEqual([1, 0]);
    expect(FakeConnection.all).toHaveLength(2);
    expectAgreed(both);
  });

  it('is kept where one has missed the offer of the other, and offers as well', async () => {
    const both = pair(earlierOffers);
    await settled();
    const { first, second } = both;
    for (const [away, here] of [[first, second], [second, first]] as const) {
      away.deaf = true;
      here.offer();
      await settled();
      away.deaf = false;
      away.offer();
      await settled();
      expectAgreed(both);
    }
    expect(second.connection.rollbacks).toBe(0);
    expect(FakeConnection.all).toHaveLength(2);
  });

  it('begins anew where one is reloaded while an offer of the other is under way or lost', async () => {
    const both = pair(earlierOffers);
    await settled();
    for (const lost of [true, false]) {
      for (const [reloads, stays] of [[both.first, both.second], [both.second, both.first]] as const) {
        reloads.deaf = lost;
        stays.offer();
        if (lost) await settled();
        reloads.deaf = false;
        reloads.begin(true);
        await settled();
        expectAgreed(both);
      }
    }
  });

  it('begins anew where both are reloaded at once', async () => {
    const both = pair(earlierOffers);
    await settled();
    both.first.begin(true);
    both.second.begin(true);
    await settled();
    expectAgreed(both);
    both.first.offer();
    both.second.offer();
    await settled();
    expectAgreed(both);
  });

  it.each([['offer'], ['answer']])('comes about where the first %s was lost with the server, and both restart', async (lost) => {
    const both = pair(earlierOffers);
    const { first, second } = both;
    (lost === 'offer' ? second : first).deaf = true;
    await settled();
    first.deaf = second.deaf = false;
    await Promise.all([first.link?.restart(), second.link?.restart()]);
    await settled();
    expectAgreed(both);
    for (const { link } of [first, second]) link?.close();
  });

  it('comes about where the first answer was lost', async () => {
    const both = pair(earlierOffers);
    const { first, second } = both;
    first.deaf = true;
    await settled();
    first.deaf = false;
    second.offer();
    await settled();
    expectAgreed(both);
  });
});
