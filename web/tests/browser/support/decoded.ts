// What a page decodes of the sound and pictures that others send it, in whatever browser it is.

import { expect } from 'vitest';

/** A page of any driver of browsers. */
interface Evaluates {
  evaluate<T>(asked: () => Promise<T>): Promise<T>;
}

/** Streams that have grown since the last time: sounds with energy, and pictures with frames. */
export interface Decoded {
  sounds: number;
  pictures: number;
}

/** Of each stream, what grows while it is decoded: the samples and the energy of a sound, the frames of a picture. */
interface Counts {
  [stream: string]: { kind: string; counts: number[] };
}

interface Inbound {
  type: string;
  kind?: string;
  id: string;
  packetsReceived?: number;
  packetsLost?: number;
  totalSamplesReceived?: number;
  totalAudioEnergy?: number;
  framesDecoded?: number;
}

/**
 * Waits until a page, whose connections are watched, decodes so many sounds and pictures of others, and no more. What is left
 * out may be any.
 */
export async function decodes(page: Evaluates, wanted: Partial<Decoded>, name = 'a page'): Promise<void> {
  /** The last two. */
  let looks = [await page.evaluate(countsOf)];
  const grown = async (): Promise<Partial<Decoded> | null> => {
    const now = await page.evaluate(countsOf);
    const [before = {}] = looks;
    const streams = Object.entries(now).map(([stream, { kind, counts }]) => ({ kind, grows: counts.every((count, index) => count > (before[stream]?.counts[index] ?? 0)) }));
    const of = (kind: string) => streams.filter((one) => one.kind === kind && one.grows).length;
    // Somebody may have been silent just then, or the machine busy: that a stream stands still counts once it did so twice.
    const counts = looks.length === 2 || streams.every(({ grows }) => grows);
    looks = [...looks, now].slice(-2);
    return counts ? { ...(wanted.sounds !== undefined && { sounds: of('audio') }), ...(wanted.pictures !== undefined && { pictures: of('video') }) } : null;
  };
  // The sound of Chromium's device is a beep a second. Silence is decoded as well.
  try {
    await expect.poll(grown, { interval: 1500, timeout: 60_000, message: `${name} decodes` }).toEqual(wanted);
  } catch (thrown) {
    const found = await page.evaluate(describeConnections).catch((reason: unknown) => [`no connections: ${String(reason)}`]);
    throw new Error([thrown instanceof Error ? thrown.message : String(thrown), `the connections of ${name}:`, ...found].join('\n  '), { cause: thrown });
  }
}

/** Says of each connection how far it has come, with whom, and what has arrived. Runs in the page. */
async function describeConnections(): Promise<string[]> {
  const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
  const fragment = (description: RTCSessionDescription | null): string => /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1] ?? 'none';
  const counts = (stats: Inbound): string => {
    const { kind, packetsReceived = 0, packetsLost = 0, totalSamplesReceived = 0, totalAudioEnergy = 0, framesDecoded = 0 } = stats;
    return `${kind}: ${packetsReceived} packets, ${packetsLost} lost, ${kind === 'audio' ? `${totalSamplesReceived} samples of ${totalAudioEnergy.toFixed(3)}` : `${framesDecoded} frames`}`;
  };
  return Promise.all(
    connections.map(async (connection, index) => {
      const { signalingState, iceConnectionState, connectionState, localDescription, remoteDescription } = connection;
      const states = `${signalingState}, ICE ${iceConnectionState}, ${connectionState}; ufrag ${fragment(localDescription)} to ${fragment(remoteDescription)}`;
      if (signalingState === 'closed') return `${index}: ${states}`;
      const stats = [...(await connection.getStats()).values()] as (Inbound & { state?: string; dtlsState?: string; packetsSent?: number })[];
      const transport = stats.filter(({ type }) => type === 'transport').map(({ dtlsState }) => `DTLS ${dtlsState}`);
      const sent = stats.filter(({ type }) => type === 'outbound-rtp').map(({ kind, packetsSent = 0 }) => `${kind} out: ${packetsSent} packets`);
      return [`${index}: ${states}`, ...transport, ...sent, ...stats.filter(({ type }) => type === 'inbound-rtp').map(counts)].join('; ');
    }),
  );
}

/** Runs in the page. */
async function countsOf(): Promise<Counts> {
  const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
  const counts: Counts = {};
  for (const [index, connection] of connections.entries()) {
    if (connection.connectionState !== 'connected') continue;
    for (const stats of (await connection.getStats()).values() as Iterable<Inbound>) {
      if (stats.type !== 'inbound-rtp') continue;
      const grows = stats.kind === 'audio' ? [stats.totalSamplesReceived ?? 0, stats.totalAudioEnergy ?? 0] : [stats.framesDecoded ?? 0];
      counts[`${index}-${stats.id}`] = { kind: stats.kind ?? '', counts: grows };
    }
  }
  return counts;
}
