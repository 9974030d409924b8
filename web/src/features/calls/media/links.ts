// The connections of a call: one to each other device, or the two to the server, and the change from one kind to the
// other without a gap: the old ones are closed once the new one delivers.

import type { CallMode } from '../../../core/protocol/generated';
import type { CallSignal, Calls, Target } from '../../../core/session/calls';
import { asChatError, type ErrorCode } from '../../../core/protocol/errors';
import { Attempts } from './attempts';
import { countedIn, sampleOf, worstOf, type Counted, type Sample } from './quality';
import type { Limits } from './limits';
import { PeerLink, type LinkState, type Signal } from './peer';
import { NO_TRACKS, type Role, type Tracks } from './roles';
import { SfuLink } from './sfu';
import type { Shown } from './views';

export interface LinksOptions {
  sessionId: number;
  calls: Calls;
  iceServers: readonly RTCIceServer[];
  onTrack(target: Target, role: Role, track: MediaStreamTrack | null): void;
  onState(target: Target, state: LinkState): void;
  /** The server begins to send a picture, or sends it no more. */
  onForwarded(shown: Shown, track: MediaStreamTrack | null): void;
  /** No connection to another device comes about. */
  onUnreachable(): void;
  /** Whether something is sent that somebody hears or sees here: the server sends no picture that nobody looks at. */
  awaits(target: Target, role: Role): boolean;
}

/** How often it is looked whether the new connections deliver, after a move. */
const LOOK_MS = 1000;
/** What the old connections have after a move, at most: the server keeps its own no longer. */
const OLD_PATH_MS = 10_000;
/** The connections to the server that are not there after this long begin anew, and then ever less often. */
const SERVER_AGAIN_MS = 10_000;
/** The other side of an old connection gets what is sent here for so long after the new one delivers here. */
const OTHERS_MS = 2000;
/** A connection that is not there after this long is given up, and the server asked to help. */
const UNREACHABLE_MS = 8000;

/** How long the relays named at the start are used before they are requested again: credentials expire, and a restarted server may have others. */
const SERVERS_HOLD_MS = 5000;

const nameOf = ({ user, deviceId }: Target): string => `${user}|${deviceId}`;

/** What happened on the connections: on all, and on those by which this device sends. */
export interface Sampled {
  all: Sample;
  sending: Sample | null;
}

interface Known extends Target {
  /** Whether this device came after that one. It begins a connection when the call moves, and gives way. */
  isLater: boolean;
}

export class Links {
  readonly #options: LinksOptions;
  readonly #others = new Map<string, Known>();
  readonly #peers = new Map<string, PeerLink>();
  #sfu: SfuLink | null = null;
  #mode: CallMode = 'peer';
  #tracks: Tracks = NO_TRACKS;
  #limits: Limits | null = null;
  #sfuState: LinkState = 'connecting';
  readonly #serverAgain = new Attempts(() => this.#mode === 'sfu' && this.#connectServer(), SERVER_AGAIN_MS);
  /** What each way delivers, by device and role. */
  readonly #delivered = { peer: new Map<string, MediaStreamTrack>(), sfu: new Map<string, MediaStreamTrack>() };
  #oldPath: ReturnType<typeof setTimeout> | undefined;
  readonly #patience = new Map<PeerLink, ReturnType<typeof setTimeout>>();
  readonly #began = Date.now();
  readonly #counted = new WeakMap<RTCPeerConnection, Counted>();

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** A device is in the call. One that is known stays connected, unless it has begun anew. */
  add(other: Known, offers: boolean): void {
    this.#others.set(nameOf(other), other);
    if (this.#mode === 'peer') this.#peer(other, offers);
    else this.#options.onState(other, this.#sfuState);
  }

  remove(target: Target): void {
    const name = nameOf(target);
    this.#others.delete(name);
    this.#closePeer(name);
    for (const way of ['peer', 'sfu'] as const) {
      for (const key of [...this.#delivered[way].keys()]) if (key.startsWith(`${name}|`)) this.#delivered[way].delete(key);
    }
  }

  /** Everything goes another way from now on; or the server has lost the connections that there were. */
  move(mode: CallMode): void {
    if (mode === this.#mode) {
      if (mode === 'sfu' && this.#sfu?.isAnswered !== false) this.#connectServer();
      return;
    }
    this.#mode = mode;
    if (mode === 'sfu') this.#connectServer();
    else for (const other of this.#others.values()) this.#peer(other, other.isLater);
    this.#lookAgain(Date.now() + OLD_PATH_MS);
  }

  send(tracks: Tracks): void {
    this.#tracks = tracks;
    for (const link of this.#all()) void link.send(tracks);
  }

  limit(limits: Limits): void {
    this.#limits = limits;
    for (const link of this.#all()) link.limit(limits);
  }

  /** Takes what another device, or the server, has sent. What fails is shown, unless all goes on, and negotiated again. */
  receive(from: Target | null, signal: Signal): void {
    const link = from === null ? this.#sfu : this.#peers.get(nameOf(from));
    link?.receive(signal).catch(() => {
      if (from === null) {
        if (this.#sfu === link) this.#beginsAgain();
      } else if (link === this.#peers.get(nameOf(from)) && this.#mode === 'peer' && !isConnected(link as PeerLink)) this.#options.onState(from, 'reconnecting');
    });
  }

  restart(): void {
    for (const link of this.#all()) void link.restart();
  }

  /** The connection to the server is back: what was negotiated meanwhile may have been lost. */
  cameBack(mode: CallMode, forwarded: boolean): void {
    if (mode !== this.#mode) this.move(mode);
    else if (mode === 'sfu' && (!forwarded || this.#sfu?.isAnswered === false)) this.#connectServer();
    else if (mode === 'sfu' && this.#sfuState !== 'connected') void this.#sfu?.restart();
    if (mode === 'peer') for (const link of this.#peers.values()) void link.restart();
  }

  /** What happened on all connections since this was asked last. */
  async sample(): Promise<Sampled | null> {
    const peers = [...this.#peers.values()].map(({ connection }) => connection);
    const sending = this.#sfu === null ? peers : [this.#sfu.sending];
    const connections = peers.concat(this.#sfu?.connections ?? []);
    const samples = new Map(await Promise.all(connections.map(async (connection) => [connection, await this.#sampleOf(connection)] as const)));
    const all = worstOf([...samples.values()]);
    return all === null ? null : { all, sending: worstOf(sending.map((connection) => samples.get(connection) ?? null)) };
  }

  close(): void {
    clearTimeout(this.#oldPath);
    this.#serverAgain.done();
    for (const name of [...this.#peers.keys()]) this.#closePeer(name);
    const sfu = this.#sfu;
    this.#sfu = null;
    sfu?.close();
  }

  #all(): (PeerLink | SfuLink)[] {
    return this.#sfu === null ? [...this.#peers.values()] : [...this.#peers.values(), this.#sfu];
  }

  #peer(other: Known, offers: boolean): void {
    const name = nameOf(other);
    if (this.#peers.has(name)) return;
    const link = new PeerLink({
      ...this.#common(other, () => undefined),
      offers,
      polite: other.isLater,
      onTrack: (role, track) => this.#took('peer', other, role, track),
      onState: (state) => {
        if (this.#mode === 'peer') this.#options.onState(other, state);
      },
    });
    this.#peers.set(name, link);
    this.#patience.set(
      link,
      setTimeout(() => this.#look(link), UNREACHABLE_MS),
    );
    void link.send(this.#tracks);
    if (this.#limits !== null) link.limit(this.#limits);
  }

  /** Whether a connection has come about. Where the other side has not answered, it is away. */
  #look(link: PeerLink): void {
    this.#patience.delete(link);
    const { connectionState, remoteDescription } = link.connection;
    if (this.#mode === 'peer' && remoteDescription !== null && connectionState !== 'connected') this.#options.onUnreachable();
  }

  #closePeer(name: string): void {
    const link = this.#peers.get(name);
    if (link === undefined) return;
    clearTimeout(this.#patience.get(link));
    this.#patience.delete(link);
    this.#peers.delete(name);
    link.close();
  }

  #connectServer(): void {
    const before = this.#sfu;
    this.#sfuState = 'connecting';
    this.#serverAgain.arrange();
    const link = new SfuLink({
      ...this.#common(null, (signal, code) => {
        if (this.#sfu === link) this.#notTaken(signal, code);
      }),
      onTrack: ({ user, deviceId, role }, track) => {
        if (this.#sfu !== link) return;
        this.#took('sfu', { user, deviceId }, role, track);
        this.#tellForwarded({ user, deviceId }, role, track);
      },
      onState: (state) => {
        if (this.#sfu !== link) return;
        if (state === 'connected') this.#serverAgain.done();
        else this.#serverAgain.arrange();
        this.#tellServerState(state);
      },
      onLost: () => {
        if (this.#sfu === link && this.#mode === 'sfu') this.#connectServer();
      },
    });
    this.#sfu = link;
    before?.close();
    void link.send(this.#tracks);
    if (this.#limits !== null) link.limit(this.#limits);
  }

  /** What was agreed with the server is not certain: the connections begin anew, unless they come about soon. */
  #beginsAgain(): void {
    this.#serverAgain.arrange();
    if (this.#sfuState !== 'connected') this.#tellServerState('reconnecting');
  }

  #tellServerState(state: LinkState): void {
    this.#sfuState = state;
    if (this.#mode === 'sfu') for (const other of this.#others.values()) this.#options.onState(other, state);
  }

  #common(target: Target | null, onRefused: (signal: Signal, code: ErrorCode) => void): Pick<ConstructorParameters<typeof PeerLink>[0], 'iceServers' | 'isStale' | 'freshIceServers' | 'send'> {
    const { calls, sessionId, iceServers } = this.#options;
    // Another device is offered again what it has not answered.
    const send = (signal: Signal): void => void calls.signal(sessionId, target, signal as CallSignal).catch((thrown: unknown) => onRefused(signal, asChatError(thrown).code));
    const isStale = Date.now() - this.#began > SERVERS_HOLD_MS;
    return { iceServers, isStale, freshIceServers: () => calls.iceServers(), send };
  }

  /**
   * The server could not use something. What was not sent is negotiated anew once the connection to the server is back, and
   * the server repeats an offer that still waits for an answer.
   */
  #notTaken(signal: Signal, code: ErrorCode): void {
    if (code !== 'offline' && ('offer' in signal || ('answer' in signal && code === 'invalid'))) this.#beginsAgain();
  }

  #took(way: CallMode, target: Target, role: Role, track: MediaStreamTrack | null): void {
    const key = `${nameOf(target)}|${role}`;
    const held = this.#delivered[way];
    if (track === null) held.delete(key);
    else held.set(key, track);
    const other = this.#delivered[way === 'peer' ? 'sfu' : 'peer'].get(key);
    if (track === null) this.#options.onTrack(target, role, other ?? null);
    else if (way !== this.#mode) return;
    else if (other === undefined) this.#options.onTrack(target, role, track);
    else {
      whenDelivering(track, () => {
        if (held.get(key) === track && this.#mode === way) this.#options.onTrack(target, role, track);
      });
    }
  }

  /** The old connections are left once all that is awaited comes the new way, or at last when that is connected. */
  #lookAgain(until: number): void {
    clearTimeout(this.#oldPath);
    this.#oldPath = setTimeout(() => {
      if (this.#isConnected() && this.#deliversAll()) this.#oldPath = setTimeout(() => this.#leaveOldPath(), OTHERS_MS);
      else if (this.#isConnected() && Date.now() >= until) this.#leaveOldPath();
      else this.#lookAgain(until);
    }, LOOK_MS);
  }

  #isConnected(): boolean {
    if (this.#mode === 'sfu') return this.#sfuState === 'connected';
    return [...this.#peers.values()].every(isConnected);
  }

  #deliversAll(): boolean {
    const [now, old] = this.#mode === 'sfu' ? [this.#delivered.sfu, this.#delivered.peer] : [this.#delivered.peer, this.#delivered.sfu];
    return [...old].every(([key, track]) => track.muted || now.get(key)?.muted === false || !this.#options.awaits(...partsOf(key)));
  }

  #leaveOldPath(): void {
    clearTimeout(this.#oldPath);
    if (this.#mode === 'peer') {
      this.#serverAgain.done();
      const sfu = this.#sfu;
      this.#sfu = null;
      sfu?.close();
      for (const [target, role] of [...this.#delivered.sfu.keys()].map(partsOf)) this.#tellForwarded(target, role, null);
      this.#delivered.sfu.clear();
      this.#handOver(this.#delivered.peer);
      return;
    }
    for (const name of [...this.#peers.keys()]) this.#closePeer(name);
    this.#handOver(this.#delivered.sfu);
  }

  /** What was not delivered when the old way ended is shown as it comes. */
  #handOver(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [key, track] of tracks) this.#options.onTrack(...partsOf(key), track);
  }

  #tellForwarded({ user, deviceId }: Target, role: Role, track: MediaStreamTrack | null): void {
    if (role === 'camera' || role === 'screen') this.#options.onForwarded({ user, deviceId, kind: role }, track);
  }

  async #sampleOf(connection: RTCPeerConnection): Promise<Sample | null> {
    if (connection.connectionState !== 'connected') return null;
    const now = countedIn((await connection.getStats()) as unknown as Map<string, unknown>);
    const before = this.#counted.get(connection);
    this.#counted.set(connection, now);
    return before === undefined ? null : sampleOf(before, now);
  }
}

function isConnected({ connection }: PeerLink): boolean {
  return connection.connectionState === 'connected';
}

/** A track says that it is muted until its first packet. */
function whenDelivering(track: MediaStreamTrack, act: () => void): void {
  if (track.muted) track.addEventListener('unmute', act, { once: true });
  else act();
}

/** The device and the role that a key names. A user name may hold the separator; what follows it never does. */
function partsOf(key: string): [Target, Role] {
  const [role, deviceId = '', ...user] = key.split('|').toReversed();
  return [{ user: user.toReversed().join('|'), deviceId }, role as Role];
}
