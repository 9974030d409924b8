// The connections of a call: one to each other device, or the two to the server, and the change from one kind to the
// other without a gap: the old ones are closed once the new one delivers.

import type { CallMode } from '../../../core/protocol/generated';
import type { CallSignal, Calls, Target } from '../../../core/session/calls';
import { countedIn, sampleOf, type Counted, type Sample } from './quality';
import type { Limits } from './limits';
import { PeerLink, type LinkState, type Signal } from './peer';
import { NO_TRACKS, type Role, type Tracks } from './roles';
import { SfuLink } from './sfu';

export interface LinksOptions {
  sessionId: number;
  calls: Calls;
  iceServers: readonly RTCIceServer[];
  onTrack(target: Target, role: Role, track: MediaStreamTrack | null): void;
  onState(target: Target, state: LinkState): void;
}

/** What the old connections have after a move, at most: the new one may have nothing to deliver. */
const OLD_PATH_MS = 5000;

const nameOf = ({ user, deviceId }: Target): string => `${user}|${deviceId}`;

interface Known extends Target {
  /** Whether this device came after that one, and so begins. */
  offers: boolean;
}

export class Links {
  readonly #options: LinksOptions;
  readonly #others = new Map<string, Known>();
  readonly #peers = new Map<string, PeerLink>();
  #sfu: SfuLink | null = null;
  #mode: CallMode = 'peer';
  #tracks: Tracks = NO_TRACKS;
  #limits: Limits | null = null;
  /** What each way delivers, by device and role. */
  readonly #delivered = { peer: new Map<string, MediaStreamTrack>(), sfu: new Map<string, MediaStreamTrack>() };
  #oldPath: ReturnType<typeof setTimeout> | undefined;
  readonly #counted = new WeakMap<RTCPeerConnection, Counted>();

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** A device is in the call. One that is known stays connected, unless it has begun anew. */
  add(other: Known): void {
    this.#others.set(nameOf(other), other);
    if (this.#mode === 'peer') this.#peer(other);
  }

  remove(target: Target): void {
    const name = nameOf(target);
    this.#others.delete(name);
    this.#peers.get(name)?.close();
    this.#peers.delete(name);
    for (const way of ['peer', 'sfu'] as const) {
      for (const key of [...this.#delivered[way].keys()]) if (key.startsWith(`${name}|`)) this.#delivered[way].delete(key);
    }
  }

  /** Everything goes another way from now on. */
  move(mode: CallMode): void {
    if (mode === this.#mode && (mode === 'peer' || this.#sfu !== null)) return;
    this.#mode = mode;
    if (mode === 'sfu') this.#connectServer();
    else for (const other of this.#others.values()) this.#peer(other);
    clearTimeout(this.#oldPath);
    this.#oldPath = setTimeout(() => this.#leaveOldPath(), OLD_PATH_MS);
  }

  send(tracks: Tracks): void {
    this.#tracks = tracks;
    for (const link of this.#all()) void link.send(tracks);
  }

  limit(limits: Limits): void {
    this.#limits = limits;
    for (const link of this.#all()) link.limit(limits);
  }

  /** Takes what another device, or the server, has sent. What no browser understands changes nothing. */
  receive(from: Target | null, signal: Signal): void {
    const link = from === null ? this.#serverLink() : this.#peers.get(nameOf(from));
    link?.receive(signal).catch(() => undefined);
  }

  restart(): void {
    for (const link of this.#all()) void link.restart();
  }

  /** What happened on all connections since this was asked last. */
  async sample(): Promise<Sample | null> {
    const connections = [...this.#peers.values()].map(({ connection }) => connection).concat(this.#sfu?.connections ?? []);
    const samples = await Promise.all(connections.map((connection) => this.#sampleOf(connection)));
    const known = samples.filter((sample) => sample !== null);
    if (known.length === 0) return null;
    const most = (field: keyof Sample): number => Math.max(...known.map((sample) => sample[field]));
    return { loss: most('loss'), roundTripMs: most('roundTripMs'), jitterMs: most('jitterMs') };
  }

  close(): void {
    clearTimeout(this.#oldPath);
    for (const link of this.#all()) link.close();
    this.#peers.clear();
    this.#sfu = null;
  }

  #all(): (PeerLink | SfuLink)[] {
    return this.#sfu === null ? [...this.#peers.values()] : [...this.#peers.values(), this.#sfu];
  }

  #peer(other: Known): void {
    const name = nameOf(other);
    if (this.#peers.has(name)) return;
    const link = new PeerLink({
      ...this.#common(other),
      offers: other.offers,
      polite: other.offers,
      onTrack: (role, track) => this.#took('peer', other, role, track),
      onState: (state) => {
        if (this.#mode === 'peer') this.#options.onState(other, state);
      },
    });
    this.#peers.set(name, link);
    void link.send(this.#tracks);
    if (this.#limits !== null) link.limit(this.#limits);
  }

  #connectServer(): void {
    const link = new SfuLink({
      ...this.#common(null),
      onTrack: ({ user, deviceId, role }, track) => this.#took('sfu', { user, deviceId }, role, track),
      onState: (state) => {
        if (this.#mode === 'sfu') for (const other of this.#others.values()) this.#options.onState(other, state);
      },
    });
    this.#sfu?.close();
    this.#sfu = link;
    void link.send(this.#tracks);
    if (this.#limits !== null) link.limit(this.#limits);
  }

  /** The server may offer before it says that the call goes through it. */
  #serverLink(): SfuLink | null {
    if (this.#sfu === null) this.#connectServer();
    return this.#sfu;
  }

  #common(target: Target | null): Pick<ConstructorParameters<typeof PeerLink>[0], 'iceServers' | 'freshIceServers' | 'send'> {
    const { calls, sessionId, iceServers } = this.#options;
    // What cannot be sent now is negotiated anew once the connection to the server is back.
    const send = (signal: Signal): void => void calls.signal(sessionId, target, signal as CallSignal).catch(() => undefined);
    return { iceServers, freshIceServers: () => calls.iceServers(), send };
  }

  #took(way: CallMode, target: Target, role: Role, track: MediaStreamTrack | null): void {
    const key = `${nameOf(target)}|${role}`;
    const held = this.#delivered[way];
    if (track === null) held.delete(key);
    else held.set(key, track);
    const other = this.#delivered[way === 'peer' ? 'sfu' : 'peer'].get(key);
    if (way !== this.#mode && track !== null) return;
    if (track === null) this.#options.onTrack(target, role, other ?? null);
    else if (other === undefined) this.#options.onTrack(target, role, track);
    else this.#whenDelivering(track, () => this.#options.onTrack(target, role, track));
  }

  /** A track says that it is muted until its first packet. */
  #whenDelivering(track: MediaStreamTrack, act: () => void): void {
    const go = (): void => {
      act();
      this.#leaveOldPathIfDone();
    };
    if (track.muted) track.addEventListener('unmute', go, { once: true });
    else go();
  }

  #leaveOldPathIfDone(): void {
    const [now, old] = this.#mode === 'sfu' ? [this.#delivered.sfu, this.#delivered.peer] : [this.#delivered.peer, this.#delivered.sfu];
    const left = [...old].filter(([key, track]) => !track.muted && now.get(key)?.muted !== false);
    if (left.length === 0) this.#leaveOldPath();
  }

  #leaveOldPath(): void {
    clearTimeout(this.#oldPath);
    if (this.#mode === 'peer') {
      const sfu = this.#sfu;
      this.#sfu = null;
      sfu?.close();
      this.#handOver(this.#delivered.peer);
      return;
    }
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.#handOver(this.#delivered.sfu);
  }

  /** What was not delivered when the old way ended is shown as it comes. */
  #handOver(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [key, track] of tracks) {
      // A user name may hold the separator; what follows it never does.
      const [role, deviceId = '', ...user] = key.split('|').toReversed();
      this.#options.onTrack({ user: user.toReversed().join('|'), deviceId }, role as Role, track);
    }
  }

  async #sampleOf(connection: RTCPeerConnection): Promise<Sample | null> {
    if (connection.connectionState !== 'connected') return null;
    const now = countedIn((await connection.getStats()) as unknown as Map<string, unknown>);
    const before = this.#counted.get(connection);
    this.#counted.set(connection, now);
    return before === undefined ? null : sampleOf(before, now);
  }
}
