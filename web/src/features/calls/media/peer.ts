// One connection to one other device: offers and answers by perfect negotiation, candidates, and a restart of ICE
// when the network changes. Knows no signalling: what is to be sent it gives to whoever made it.

import { Attempts } from './attempts';
import { KIND_OF, newStreams, NO_TRACKS, ROLES, rolesOf, type Role, type Tracks } from './roles';
import { belongsTo, certificateOf, newOfferId, originOf, tuned } from './sdp';
import { limitSender, type Limits } from './limits';

/** What the two sides exchange. An answer repeats the name of its offer; older clients and servers give none. */
export type Signal = { offer: RTCSessionDescriptionInit; offerId?: string } | { answer: RTCSessionDescriptionInit; offerId?: string } | { candidate: RTCIceCandidateInit };

export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'failed';

export interface PeerOptions {
  /** Whether this side begins. */
  offers: boolean;
  /** Whether this side gives way where both make their first offer at once. */
  polite: boolean;
  iceServers: readonly RTCIceServer[];
  /** True if their credentials may have expired. */
  isStale: boolean;
  /** Those that are valid now. */
  freshIceServers(): Promise<readonly RTCIceServer[]>;
  send(signal: Signal): void;
  onTrack(role: Role, track: MediaStreamTrack | null): void;
  onState(state: LinkState): void;
}

/** A connection that lost its path for this long looks for another. */
const RESTART_AFTER_MS = 1500;
/** A connection that does not come about, and a restart that led nowhere, is tried again after this long, and then ever less often. */
const RESTART_AGAIN_MS = 5000;
/** More candidates than this are not kept for a description that has not come. */
const MOST_CANDIDATES = 200;

export class PeerLink {
  readonly #options: PeerOptions;
  #iceServers: readonly RTCIceServer[];
  #connection: RTCPeerConnection;
  #senders = new Map<Role, RTCRtpTransceiver>();
  readonly #streams = newStreams();
  #tracks: Tracks = NO_TRACKS;
  #limits: Limits | null = null;
  #candidates: RTCIceCandidateInit[] = [];
  /** True while an offer of the other side is ignored, and its candidates with it. */
  #ignores = false;
  /**
   * Whether the connection began with an offer of this side, which then gives way where both offer at once. Whoever
   * answered must not: Chromium shows none of the pictures it receives after it has rolled back its first own offer.
   */
  #offeredFirst = false;
  /** The name of the latest offer of this side. */
  #offerId = '';
  /** True after something of the other side could not be taken. */
  #isBroken = false;
  /** True once the offer that awaits its answer was sent a second time. */
  #insisted = false;
  /** The certificate of an answer that was for an earlier connection. */
  #refused: string | null = null;
  #everConnected = false;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #again = new Attempts(() => this.#tryAgain(), RESTART_AGAIN_MS);
  #closed = false;
  /** What was asked of the connection, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#iceServers = options.iceServers;
    this.#connection = this.#connect();
    if (options.isStale) void this.#next(() => this.#renewServers());
    if (options.offers) this.#addAll();
  }

  get connection(): RTCPeerConnection {
    return this.#connection;
  }

  /** What is sent from now on. */
  send(tracks: Tracks): Promise<void> {
    this.#tracks = tracks;
    return this.#next(() => this.#attach());
  }

  limit(limits: Limits): void {
    this.#limits = limits;
    void this.#next(() => this.#applyLimits());
  }

  /** Takes what the other side has sent. Rejects where that is nothing that the browser understands; what was lost by it is negotiated again. */
  async receive(signal: Signal): Promise<void> {
    try {
      if ('candidate' in signal) await this.#next(() => this.#takeCandidate(signal.candidate));
      else await this.#next(() => this.#takeDescription('offer' in signal ? signal.offer : signal.answer, signal.offerId));
    } catch (thrown) {
      this.#isBroken = true;
      if (!this.#closed) this.#again.arrange();
      throw thrown;
    }
  }

  /** Looks for another path, e.g. because the network has changed. */
  async restart(): Promise<void> {
    clearTimeout(this.#restartTimer);
    if (this.#closed) return;
    await this.#renewServers();
    if (this.#closed) return;
    this.#connection.restartIce();
    // Nothing is offered before this one is answered, and it may have been lost.
    if (this.#connection.signalingState === 'have-local-offer') this.#sendOffer();
    this.#again.arrange();
  }

  /** What has not come about by now was lost, or leads nowhere. */
  #tryAgain(): void {
    // A path that never broke reports no change.
    const { connectionState, iceConnectionState, signalingState } = this.#connection;
    const isConnected = connectionState === 'connected' && iceConnectionState !== 'disconnected';
    const wasBroken = this.#isBroken;
    this.#isBroken = false;
    if (wasBroken && !isConnected) {
      this.#renew();
      this.#addAll();
      this.#again.arrange();
    } else if (wasBroken || !isConnected) void this.restart();
    else if (signalingState === 'have-local-offer') {
      this.#sendOffer();
      this.#again.arrange();
    } else this.#again.done();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    this.#again.done();
    this.#connection.close();
    for (const role of this.#senders.keys()) this.#options.onTrack(role, null);
  }

  #connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers: [...this.#iceServers], bundlePolicy: 'max-bundle' });
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') this.#options.send({ candidate: candidate.toJSON() });
    };
    connection.onnegotiationneeded = () => void this.#next(() => this.#offer(connection));
    connection.ontrack = ({ track, transceiver }) => {
      const role = this.#roleOf(transceiver);
      if (role !== null) this.#options.onTrack(role, track);
    };
    connection.onconnectionstatechange = () => this.#changed(connection);
    connection.oniceconnectionstatechange = () => this.#changed(connection);
    return connection;
  }

  async #renewServers(): Promise<void> {
    try {
      this.#iceServers = await this.#options.freshIceServers();
      if (!this.#closed) this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), iceServers: [...this.#iceServers] });
    } catch {
      // The old ones may still do.
    }
  }

  #addAll(): void {
    for (const role of ROLES) this.#senders.set(role, this.#connection.addTransceiver(KIND_OF[role], { direction: 'sendrecv', streams: [this.#streams[role]] }));
  }

  #roleOf(transceiver: RTCRtpTransceiver): Role | null {
    const all = this.#connection.getTransceivers();
    return rolesOf(all.map(({ receiver }) => receiver.track.kind))[all.indexOf(transceiver)] ?? null;
  }

  /** Does one thing after all that was asked for before. */
  #next(task: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => (this.#closed ? undefined : task()));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #offer(connection: RTCPeerConnection): Promise<void> {
    if (connection !== this.#connection || connection.signalingState !== 'stable' || connection.getTransceivers().length === 0) return;
    await this.#attach();
    await connection.setLocalDescription();
    this.#insisted = false;
    this.#offerId = newOfferId();
    this.#sendOffer();
    this.#again.arrange();
  }

  #sendOffer(): void {
    const { localDescription } = this.#connection;
    if (localDescription !== null) this.#options.send({ offer: { type: localDescription.type, sdp: tuned(localDescription.sdp) }, offerId: this.#offerId });
  }

  async #takeDescription(description: RTCSessionDescriptionInit, offerId: string | undefined): Promise<void> {
    const { remoteDescription, signalingState } = this.#connection;
    const isOffer = description.type === 'offer';
    // An answer to an offer of a connection before this one, or to one that was withdrawn.
    if (!isOffer && offerId !== undefined && offerId !== this.#offerId) return;
    const collides = isOffer && signalingState !== 'stable';
    // The other side has begun anew, e.g. because its page was reloaded.
    const begunAnew = remoteDescription !== null && (isOffer ? originOf(description.sdp) !== originOf(remoteDescription.sdp) : certificateOf(description.sdp) !== certificateOf(remoteDescription.sdp));
    const isFirst = remoteDescription === null || begunAnew;
    const givesWay = isFirst ? this.#options.polite : this.#offeredFirst;
    this.#ignores = collides && !givesWay && !this.#insisted;
    if (this.#ignores) {
      // The other side may have missed what was offered, e.g. while its page was reloaded.
      this.#insisted = true;
      this.#sendOffer();
      return;
    }
    // The same of a client that does not name its answers.
    if (!isOffer && (signalingState !== 'have-local-offer' || certificateOf(description.sdp) === this.#refused)) return;
    // What was offered and never answered is not taken up by the other's sections: one begins anew.
    if (begunAnew || (collides && isFirst)) this.#renew();
    if (begunAnew && !isOffer) {
      // Whoever gets the offer of a new connection answers it with a new one.
      this.#refused = certificateOf(description.sdp);
      this.#addAll();
      return;
    }
    if (isFirst) this.#offeredFirst = !isOffer;
    await this.#connection.setRemoteDescription(description);
    if (description.type === 'offer') await this.#answer(offerId);
    await this.#flushCandidates();
    await this.#applyLimits();
  }

  async #answer(offerId: string | undefined): Promise<void> {
    const all = this.#connection.getTransceivers();
    const roles = rolesOf(all.map(({ receiver }) => receiver.track.kind));
    all.forEach((transceiver, index) => {
      const role = roles[index] ?? null;
      if (role === null || transceiver.currentDirection === 'stopped') return;
      this.#senders.set(role, transceiver);
      if (transceiver.direction !== 'stopped') transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(this.#streams[role]);
    });
    await this.#attach();
    await this.#connection.setLocalDescription();
    const { localDescription } = this.#connection;
    if (localDescription !== null) this.#options.send({ answer: { type: localDescription.type, sdp: tuned(localDescription.sdp) }, ...(offerId !== undefined && { offerId }) });
    this.#again.arrange();
  }

  #renew(): void {
    const before = this.#connection;
    before.onnegotiationneeded = null;
    before.onicecandidate = null;
    before.onconnectionstatechange = null;
    before.oniceconnectionstatechange = null;
    before.close();
    this.#senders = new Map();
    this.#candidates = [];
    this.#connection = this.#connect();
  }

  /** Puts the tracks on their senders. A client that offered fewer sections gets those that it lacks. */
  async #attach(): Promise<void> {
    const begun = this.#senders.size > 0;
    await Promise.all(
      ROLES.map(async (role) => {
        const track = this.#tracks[role];
        const known = this.#senders.get(role);
        if (known === undefined && (track === null || !begun)) return;
        const transceiver = known ?? this.#connection.addTransceiver(KIND_OF[role], { direction: 'sendrecv', streams: [this.#streams[role]] });
        this.#senders.set(role, transceiver);
        if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
      }),
    );
    await this.#applyLimits();
  }

  async #applyLimits(): Promise<void> {
    const limits = this.#limits;
    if (limits === null || this.#connection.remoteDescription === null) return;
    await Promise.all([...this.#senders].map(([role, { sender }]) => limitSender(sender, role, limits)));
  }

  async #takeCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    // One of a description that has not come, or of one that is gone.
    if (!belongsTo(candidate, this.#connection.remoteDescription)) {
      if (this.#candidates.length < MOST_CANDIDATES) this.#candidates.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (thrown) {
      if (!this.#ignores) throw thrown;
    }
  }

  async #flushCandidates(): Promise<void> {
    const waiting = this.#candidates;
    this.#candidates = [];
    // One that came for an earlier description is of no use, and no harm.
    await Promise.allSettled(waiting.map((candidate) => this.#connection.addIceCandidate(candidate)));
  }

  #changed(connection: RTCPeerConnection): void {
    if (connection !== this.#connection || this.#closed) return;
    const { connectionState, iceConnectionState } = connection;
    if (connectionState === 'connected' && iceConnectionState !== 'disconnected') {
      clearTimeout(this.#restartTimer);
      this.#everConnected = true;
      if (connection.signalingState === 'stable') this.#again.done();
      this.#options.onState('connected');
      return;
    }
    if (connectionState === 'failed' || iceConnectionState === 'failed') {
      this.#options.onState(this.#everConnected ? 'reconnecting' : 'failed');
      void this.restart();
    } else if (iceConnectionState === 'disconnected') {
      this.#options.onState('reconnecting');
      clearTimeout(this.#restartTimer);
      this.#restartTimer = setTimeout(() => void this.restart(), RESTART_AFTER_MS);
    } else {
      this.#options.onState(this.#everConnected ? 'reconnecting' : 'connecting');
    }
  }
}
