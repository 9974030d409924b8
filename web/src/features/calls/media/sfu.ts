// The two connections to the server's media: one on which this device sends, and one on which the server sends what
// all others do.

import { KIND_OF, NO_TRACKS, ROLES, type Role, type Tracks } from './roles';
import { belongsTo, newOfferId, originOf, tuned } from './sdp';
import { limitLayers, limitSender, type Limits } from './limits';
import type { LinkState, Signal } from './peer';
import { readOffer, type Source } from './streams';

export interface SfuOptions {
  iceServers: readonly RTCIceServer[];
  /** True if their credentials may have expired. */
  isStale: boolean;
  freshIceServers(): Promise<readonly RTCIceServer[]>;
  send(signal: Signal): void;
  /** A track of a device; `null` when it is gone. */
  onTrack(source: Source, track: MediaStreamTrack | null): void;
  onState(state: LinkState): void;
  /** The server's sending has no path any more. Only the server could restart that: both connections begin anew. */
  onLost(): void;
}

/** Three sizes of the camera's picture: the server sends each viewer what fits. */
const LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 2_000_000 },
];

const RESTART_AFTER_MS = 1500;
const RESTART_AGAIN_MS = 5000;
const MOST_CANDIDATES = 200;

export class SfuLink {
  readonly #options: SfuOptions;
  readonly #publishing: RTCPeerConnection;
  #subscribed: RTCPeerConnection;
  readonly #senders = new Map<Role, RTCRtpTransceiver>();
  readonly #sources = new Map<MediaStreamTrack, Source>();
  #tracks: Tracks = NO_TRACKS;
  #limits: Limits | null = null;
  #candidates: RTCIceCandidateInit[] = [];
  /** The name of the latest offer of this side. */
  #offerId = '';
  #everConnected = false;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: SfuOptions) {
    this.#options = options;
    this.#publishing = this.#connect();
    this.#subscribed = this.#connect();
    if (options.isStale) void this.#next(() => this.#renewServers());
    this.#publishing.onnegotiationneeded = () => void this.#next(() => this.#offer());
    for (const role of ROLES) {
      const layered = role === 'camera' ? { sendEncodings: LAYERS.map((layer) => ({ ...layer })) } : {};
      this.#senders.set(role, this.#publishing.addTransceiver(KIND_OF[role], { direction: 'sendonly', ...layered }));
    }
  }

  get connections(): readonly RTCPeerConnection[] {
    return [this.#publishing, this.#subscribed];
  }

  /** The one by which this device sends. */
  get sending(): RTCPeerConnection {
    return this.#publishing;
  }

  send(tracks: Tracks): Promise<void> {
    this.#tracks = tracks;
    return this.#next(() => this.#attach());
  }

  limit(limits: Limits): void {
    this.#limits = limits;
    void this.#next(() => this.#applyLimits());
  }

  receive(signal: Signal): Promise<void> {
    if ('candidate' in signal) return this.#next(() => this.#takeCandidate(signal.candidate));
    if ('offer' in signal) return this.#next(() => this.#answer(signal.offer, signal.offerId));
    return this.#next(() => this.#takeAnswer(signal.answer, signal.offerId));
  }

  async restart(): Promise<void> {
    clearTimeout(this.#restartTimer);
    if (this.#closed) return;
    if (this.#subscribed.connectionState === 'failed') {
      this.#options.onLost();
      return;
    }
    await this.#renewServers();
    if (this.#closed) return;
    this.#publishing.restartIce();
    // Nothing is offered before this one is answered, and it may have been lost.
    if (this.#publishing.signalingState === 'have-local-offer') this.#sendOffer();
    this.#restartTimer = setTimeout(() => {
      // A path that never broke reports no change.
      if (this.#subscribed.iceConnectionState === 'disconnected') this.#options.onLost();
      else if (!this.#isConnected()) void this.restart();
    }, RESTART_AGAIN_MS);
  }

  /** True once the server has answered: from then on it knows these connections. */
  get isAnswered(): boolean {
    return this.#publishing.remoteDescription !== null;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    for (const connection of this.connections) connection.close();
    for (const source of this.#sources.values()) this.#options.onTrack(source, null);
    this.#sources.clear();
  }

  #connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers: [...this.#options.iceServers], bundlePolicy: 'max-bundle' });
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') this.#options.send({ candidate: candidate.toJSON() });
    };
    connection.onconnectionstatechange = () => this.#changed();
    connection.oniceconnectionstatechange = () => this.#changed();
    return connection;
  }

  async #renewServers(): Promise<void> {
    try {
      const iceServers = [...(await this.#options.freshIceServers())];
      if (this.#closed) return;
      for (const connection of this.connections) connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
    } catch {
      // The old ones may still do.
    }
  }

  #next(task: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => (this.#closed ? undefined : task()));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #offer(): Promise<void> {
    if (this.#publishing.signalingState !== 'stable') return;
    await this.#attach();
    await this.#publishing.setLocalDescription();
    this.#offerId = newOfferId();
    this.#sendOffer();
  }

  #sendOffer(): void {
    const { localDescription } = this.#publishing;
    if (localDescription !== null) this.#options.send({ offer: { type: localDescription.type, sdp: tuned(localDescription.sdp) }, offerId: this.#offerId });
  }

  async #takeAnswer(answer: RTCSessionDescriptionInit, offerId: string | undefined): Promise<void> {
    // One that was meant for the connections before these would connect this one to what the server has closed.
    if (offerId !== undefined && offerId !== this.#offerId) return;
    if (this.#publishing.signalingState !== 'have-local-offer') return;
    await this.#publishing.setRemoteDescription(answer);
    await this.#flushCandidates();
    await this.#applyLimits();
  }

  async #answer(offer: RTCSessionDescriptionInit, offerId: string | undefined): Promise<void> {
    const { sdp, sources } = readOffer(offer.sdp ?? '');
    const { remoteDescription } = this.#subscribed;
    // The server has begun anew, and its offer before this one was late.
    if (remoteDescription !== null && originOf(remoteDescription.sdp) !== originOf(sdp)) this.#renewSubscribed();
    await this.#subscribed.setRemoteDescription({ type: 'offer', sdp });
    this.#learn(sources);
    await this.#subscribed.setLocalDescription();
    const { localDescription } = this.#subscribed;
    if (localDescription !== null) this.#options.send({ answer: { type: localDescription.type, sdp: tuned(localDescription.sdp) }, ...(offerId !== undefined && { offerId }) });
    await this.#flushCandidates();
  }

  #renewSubscribed(): void {
    const before = this.#subscribed;
    before.onicecandidate = null;
    before.onconnectionstatechange = null;
    before.oniceconnectionstatechange = null;
    before.close();
    this.#subscribed = this.#connect();
  }

  async #attach(): Promise<void> {
    await Promise.all([...this.#senders].map(([role, { sender }]) => (sender.track === this.#tracks[role] ? undefined : sender.replaceTrack(this.#tracks[role]))));
    await this.#applyLimits();
  }

  async #applyLimits(): Promise<void> {
    const limits = this.#limits;
    if (limits === null || this.#publishing.remoteDescription === null) return;
    await Promise.all([...this.#senders].map(([role, { sender }]) => (role === 'camera' ? limitLayers(sender, limits) : limitSender(sender, role, limits))));
  }

  /** A candidate names the description that it belongs to; the connections differ in that. */
  async #takeCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    const connection = this.connections.find(({ remoteDescription }) => belongsTo(candidate, remoteDescription));
    if (connection !== undefined) await connection.addIceCandidate(candidate).catch(() => undefined);
    else if (this.#candidates.length < MOST_CANDIDATES) this.#candidates.push(candidate);
  }

  async #flushCandidates(): Promise<void> {
    const waiting = this.#candidates;
    this.#candidates = [];
    await Promise.all(waiting.map((candidate) => this.#takeCandidate(candidate)));
  }

  /** Which track is whose, after an offer of the server. A section may be used again for somebody else. */
  #learn(sources: ReadonlyMap<string, Source>): void {
    const tracks = new Map(this.#subscribed.getTransceivers().map(({ mid, receiver }) => [receiver.track, sources.get(mid ?? '')]));
    for (const [track, source] of this.#sources) {
      if (isSame(tracks.get(track), source)) continue;
      this.#sources.delete(track);
      if (![...tracks.values()].some((other) => isSame(other, source))) this.#options.onTrack(source, null);
    }
    for (const [track, source] of tracks) {
      if (source === undefined || this.#sources.has(track)) continue;
      this.#sources.set(track, source);
      this.#options.onTrack(source, track);
    }
  }

  #states(): RTCPeerConnectionState[] {
    const used = this.connections.filter(({ remoteDescription }) => remoteDescription !== null);
    return used.map(({ connectionState, iceConnectionState }) => (iceConnectionState === 'disconnected' ? 'disconnected' : connectionState));
  }

  /** Both connections are; nothing may have been offered on the other one yet. */
  #isConnected(): boolean {
    return this.isAnswered && this.#states().every((state) => state === 'connected');
  }

  #changed(): void {
    if (this.#closed) return;
    const states = this.#states();
    if (states.some((state) => state === 'failed' || state === 'disconnected')) {
      this.#options.onState(this.#everConnected ? 'reconnecting' : 'failed');
      clearTimeout(this.#restartTimer);
      this.#restartTimer = setTimeout(() => void this.restart(), states.includes('failed') ? 0 : RESTART_AFTER_MS);
    } else if (this.#isConnected()) {
      clearTimeout(this.#restartTimer);
      this.#everConnected = true;
      this.#options.onState('connected');
    }
  }
}

function isSame(one: Source | undefined, other: Source): boolean {
  return one !== undefined && one.user === other.user && one.deviceId === other.deviceId && one.role === other.role;
}
