// Which ways the media of a page takes, and how it arrives.

import type { Visitor } from './browser';

/** What a network lets out: UDP to where the server's media is, or TCP to its relay, as where UDP is blocked. */
export type Open = 'udp' | 'tcp';

/** Puts a page into such a network. Before the page watches its connections. */
export async function openOnly({ page }: Visitor, open: Open): Promise<void> {
  await page.addInitScript(limitConnections, open);
  await page.evaluate(limitConnections, open);
}

/** Runs in the page. */
function limitConnections(open: Open): void {
  const limited = (configuration: RTCConfiguration = {}): RTCConfiguration => {
    if (open === 'udp') return { ...configuration, iceServers: [] };
    const servers = (configuration.iceServers ?? []).map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => url.endsWith('transport=tcp')) }));
    return { ...configuration, iceTransportPolicy: 'relay', iceServers: servers.filter(({ urls }) => urls.length > 0) };
  };
  const Original = RTCPeerConnection;
  Object.assign(window, {
    RTCPeerConnection: class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(limited(configuration));
      }
      override setConfiguration(configuration?: RTCConfiguration): void {
        super.setConfiguration(limited(configuration));
      }
    },
  });
}

/** How a connection of a page reaches its relay where it goes through one. */
interface Route {
  relayProtocol: string | null;
}

/** The ways that the connected connections of a page take. */
export function routesOf({ page }: Pick<Visitor, 'page'>): Promise<Route[]> {
  return page.evaluate(async () => {
    const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const routes: Route[] = [];
    for (const connection of connections.filter(({ connectionState }) => connectionState === 'connected')) {
      const report = (await connection.getStats()) as unknown as Map<string, Record<string, unknown>>;
      const all = [...report.values()];
      const transport = all.find(({ type }) => type === 'transport');
      const pair = report.get(String(transport?.['selectedCandidatePairId']));
      const { relayProtocol } = report.get(String(pair?.['localCandidateId'])) ?? {};
      routes.push({ relayProtocol: (relayProtocol as string | undefined) ?? null });
    }
    return routes;
  });
}

/** The ports of all sockets that a page has for media: the server may send to another one than the page does from. */
export function portsOf({ page }: Pick<Visitor, 'page'>): Promise<number[]> {
  return page.evaluate(async () => {
    const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    const all = reports.flatMap((report) => [...(report as unknown as Map<string, Record<string, unknown>>).values()]);
    return all.filter(({ type }) => type === 'local-candidate').map(({ port }) => Number(port));
  });
}

/** How the media of a page arrives: what was lost in the end, how often something was asked for again, and the longest gaps in milliseconds. */
export interface Arrival {
  received: number;
  lost: number;
  asked: number;
  picture: number;
  sound: number;
}

/** How media arrives within `ms`. */
export function arrivalIn({ page }: Pick<Visitor, 'page'>, ms: number): Promise<Arrival> {
  return page.evaluate(measureArrival, ms);
}

/** Runs in the page. Looks often: what is missing between two looks is one gap at most. */
async function measureArrival(ms: number): Promise<Arrival> {
  interface Look {
    at: number;
    frames: number;
    concealed: number;
    received: number;
    lost: number;
    asked: number;
  }
  const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
  const [first, last] = [new Map<string, Look>(), new Map<string, Look>()];
  const arrival = { received: 0, lost: 0, asked: 0, picture: 0, sound: 0 };
  const end = performance.now() + ms;
  while (performance.now() < end) {
    for (const [index, connection] of connections.entries()) {
      if (connection.connectionState !== 'connected') continue;
      for (const stats of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (stats['type'] !== 'inbound-rtp') continue;
        const id = `${index}-${String(stats['id'])}`;
        const number = (name: string): number => (typeof stats[name] === 'number' ? stats[name] : 0);
        const concealed = number('concealedSamples') - number('silentConcealedSamples');
        const now = { at: performance.now(), frames: number('framesDecoded'), concealed, received: number('packetsReceived'), lost: number('packetsLost'), asked: number('nackCount') };
        const before = last.get(id) ?? now;
        if (!first.has(id)) first.set(id, now);
        const isPicture = stats['kind'] === 'video' && now.frames > 0;
        if (isPicture) arrival.picture = Math.max(arrival.picture, now.at - before.at);
        if (stats['kind'] === 'audio') arrival.sound = Math.max(arrival.sound, (concealed - before.concealed) / 48);
        // The moment of a picture is that of its last new frame.
        last.set(id, isPicture && now.frames === before.frames ? { ...now, at: before.at } : now);
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 40);
    });
  }
  for (const [id, before] of first) {
    const now = last.get(id) ?? before;
    for (const name of ['received', 'lost', 'asked'] as const) arrival[name] += now[name] - before[name];
  }
  return arrival;
}
