// The call that this page is in: its people, their connections, and what this device sends.

import { asChatError } from '../../core/protocol/errors';
import type { ServerEvent } from '../../core/protocol/events';
import type { CallDevice, CallQuality, CallType } from '../../core/protocol/generated';
import type { CallReply, Calls, Entrance, Target } from '../../core/session/calls';
import type { ChatSession } from '../../core/session/session';
import { Drawings } from './annotations/drawings';
import { keepCall } from './kept';
import { heed } from './media/heed';
import { QUALITY_OF, type Level } from './media/limits';
import { Links } from './media/links';
import { LocalMedia, type Problem } from './media/local';
import { Playback } from './media/playback';
import type { Reason } from './media/quality';
import { NO_TRACKS, type Role } from './media/roles';
import { Sampler } from './media/sampler';
import { signalOf, type SignalEvent } from './media/signals';
import { Speaking } from './media/speaking';
import { begun, endingOf, hears, keyOf, refusalOf, type CallsStore, type Ending, type Other, type Refusal, type Said, type Shape } from './state';
import { Teller, type Telling } from './telling';
import { Views } from './media/views';
import { WakeLock } from './media/wake-lock';

type Ended = (ending: Ending, duration?: number | null) => void;

export class RunningCall {
  readonly #session: ChatSession;
  readonly #store: CallsStore;
  readonly #onEnd: Ended;
  readonly media: LocalMedia;
  /** How large the page shows others. */
  readonly views = new Views(async (views) => {
    if (this.#sessionId !== null) await this.#calls?.view(this.#sessionId, views);
  });
  /** What is drawn on shared screens. */
  readonly drawings = new Drawings(async (share, annotation) => {
    if (this.#sessionId !== null) await this.#calls?.annotate(this.#sessionId, share, annotation);
  });
  readonly #playback = new Playback((blocked) => {
    this.#store.change({ blocked });
    this.#tell();
  });
  readonly #speaking: Speaking;
  readonly #wakeLock = new WakeLock();
  readonly #unsubscribe: (() => void)[];
  #calls: Calls | null = null;
  #links: Links | null = null;
  #attempt: { clientId: string } | { sessionId: number } | null = null;
  #sampler: Sampler | null = null;
  #said = 0;
  readonly #teller = new Teller((change) => this.#update(change));
  #toldQuality: CallQuality = 'excellent';
  readonly #refusals = new Set<Refusal>();
  #joinedAt = Infinity;
  #closed = false;
  /** What happened in the call between the server's reply and the connections. */
  #early: { sessionId: number; events: ServerEvent[] } | null = null;

  constructor(session: ChatSession, store: CallsStore, media: LocalMedia, onEnd: Ended) {
    this.#session = session;
    this.#store = store;
    this.media = media;
    this.#onEnd = onEnd;
    this.#speaking = new Speaking(store, media);
    this.#unsubscribe = [media.subscribe(() => this.#sendsOther()), media.onProblem((problem) => this.#problem(problem))];
    window.addEventListener('online', this.#networkChanged);
    window.addEventListener('pagehide', this.#pageHidden);
    (navigator as { connection?: EventTarget }).connection?.addEventListener('change', this.#networkChanged);
  }

  get #sessionId(): number | null {
    return this.#store.state.current?.sessionId ?? null;
  }

  /** The name of this device in the call. */
  get deviceId(): string {
    return this.#calls?.deviceId ?? '';
  }

  get #me(): string {
    return this.#session.store.state.me?.username ?? '';
  }

  begin(channelId: number, callType: CallType): void {
    const { muted, camera, screen, tracks, choice } = this.media.state;
    this.#store.set({ current: begun(channelId, callType, { muted, camera, screen, tracks, choice }) });
    void this.#playback.speaker(choice.speaker);
    void this.#wakeLock.hold();
  }

  attempt(calls: Calls, attempt: { clientId: string } | { sessionId: number }): void {
    this.#calls = calls;
    this.#attempt = attempt;
  }

  /** The server has replied; what happens from now on is kept until the connections can be made. */
  admitted(sessionId: number): void {
    this.#early = { sessionId, events: [] };
  }

  /** The server has let this device in, and knows of it what was asked for. */
  entered({ sessionId, call, mode }: CallReply, iceServers: readonly RTCIceServer[], asked: Entrance): void {
    if (this.#calls === null || this.#closed) return;
    this.#links = new Links({
      sessionId,
      calls: this.#calls,
      iceServers,
      onTrack: (target, role, track) => this.#took(target, role, track),
      onState: (target, link) => this.#store.other(keyOf(target.user, target.deviceId), { link }),
      onForwarded: (shown, track) => (track === null ? this.views.gone(shown) : this.views.arrived(shown)),
      onUnreachable: () => void this.#calls?.update(sessionId, { unreachable: true }).catch(() => undefined),
      awaits: (target, role) => this.#awaits(target, role),
    });
    this.#links.send(this.media.sent);
    this.#store.change({ sessionId, callType: call.callType, mode, ringing: call.ringing, answeredAt: call.answeredAt ?? null });
    const own = call.participants.find(({ user }) => user === this.#me)?.devices.find(({ deviceId }) => deviceId === this.#calls?.deviceId);
    this.#joinedAt = own?.joinedAt ?? Infinity;
    if (own !== undefined) this.#admit(own, asked);
    if (mode === 'sfu') this.#links.move('sfu');
    this.#session.directory.need(call.participants.map(({ user }) => user));
    for (const { user, devices } of call.participants) for (const device of devices) this.#add(user, device, true);
    this.#settle();
    this.#sendsOther();
    this.#sampler = new Sampler(this.#links, (level, reason) => this.#levelled(level, reason));
    const events = this.#early?.events ?? [];
    this.#early = null;
    // The reply knows of moves before it.
    for (const event of events) if (event.name !== 'call_moved' || event.data.to !== mode) this.happened(event);
  }

  happened(event: ServerEvent): void {
    if (this.#early !== null) {
      if ('sessionId' in event.data && event.data.sessionId === this.#early.sessionId) this.#early.events.push(event);
      return;
    }
    const { current } = this.#store.state;
    if (current === null || !('sessionId' in event.data) || event.data.sessionId !== current.sessionId) return;
    switch (event.name) {
      case 'call_participant_joined': {
        const { participant, device, call } = event.data;
        this.#store.change({ ringing: call.ringing, answeredAt: call.answeredAt ?? current.answeredAt });
        this.#session.directory.need([participant]);
        const isNew = this.#add(participant, device, false);
        this.#settle();
        if (isNew) this.#say('joined', participant);
        break;
      }
      case 'call_participant_left':
        this.#left(event.data);
        break;
      case 'call_participant_updated':
        this.#updated(event.data.participant, event.data.device);
        break;
      case 'call_quality': {
        const { participant, deviceId, quality } = event.data;
        const other = this.#other({ user: participant, deviceId });
        if (other !== undefined) this.#store.other(other.key, { device: { ...other.device, quality } });
        break;
      }
      case 'call_annotated':
      case 'call_annotations':
        this.drawings.happened(event);
        break;
      case 'call_declined':
        this.#declined(event.data.participant, refusalOf(event.data.reason), current.ringing);
        break;
      case 'call_ended':
        this.#onEnd(endingOf(event.data.endReason, this.#refusals), current.answeredAt === null ? null : event.data.duration);
        break;
      case 'call_moved':
        this.#store.change({ mode: event.data.to });
        this.#links?.move(event.data.to);
        break;
      case 'webrtc_offer_received':
      case 'webrtc_answer_received':
      case 'webrtc_ice_candidate_received':
        this.#receive(event);
        break;
      default:
    }
  }

  /** The connection to the server is gone; what is heard and seen goes on. */
  lost(): void {
    if (this.#sessionId !== null) this.#store.change({ phase: 'reconnecting' });
  }

  /** The connection to the server is back: this device takes its place again, and learns who is there. */
  async cameBack(): Promise<void> {
    const sessionId = this.#sessionId;
    if (sessionId === null || this.#calls === null) return;
    const { muted, camera } = this.media.state;
    try {
      const { call, mode, forwarded } = await this.#calls.join(sessionId, { muted, camera });
      if (this.#closed) return;
      const there = new Map(call.participants.flatMap(({ user, devices }) => devices.map((device) => [keyOf(user, device.deviceId), { user, device }])));
      for (const { key, user, device } of this.#store.state.current?.others ?? []) if (!there.has(key)) this.#remove({ user, deviceId: device.deviceId });
      // What the user changed here meanwhile is newer than what the server knows.
      for (const { user, device } of there.values()) if (!this.#isOwn(user, device.deviceId) && !this.#updated(user, device)) this.#add(user, device, false);
      this.#store.change({ mode, ringing: call.ringing, answeredAt: call.answeredAt ?? null });
      this.#links?.cameBack(mode, forwarded);
      this.#teller.knows({});
      this.#sendsOther();
      this.#settle();
    } catch {
      // While the connection is away again, the next return asks once more.
      if (this.#session.store.state.phase.name !== 'online') return;
      // The server may still have this device in the call.
      this.leave();
      this.#onEnd('error');
    }
  }

  leave(): void {
    const sessionId = this.#sessionId;
    if (this.#calls === null || this.#attempt === null) return;
    // Before the reply only the attempt has a name.
    const left = sessionId === null ? ('clientId' in this.#attempt ? this.#calls.end(this.#attempt) : this.#calls.leave(this.#attempt.sessionId)) : this.#calls.leave(sessionId);
    left.catch(() => undefined);
  }

  setHand(hand: boolean): void {
    this.#own({ hand });
    this.#tell();
  }

  /** Whether others may annotate the screen that is shared here. */
  setAnnotate(annotate: boolean): void {
    this.#own({ annotate });
    this.#tell();
  }

  /** Begins to annotate a shared screen, which is shown large for it, or ends it. */
  annotate(key: string | null, pinned = this.#store.state.current?.pinned ?? null): void {
    this.#store.change({ annotating: key, pinned });
  }

  setVolume(key: string, volume: number): void {
    this.#store.other(key, { volume });
    this.#playback.volume(key, volume);
    this.#playback.volume(`${key}|screen`, volume);
    this.#tell();
  }

  async setSpeaker(speaker: string | null): Promise<void> {
    await this.media.choose({ speaker });
    await this.#playback.speaker(speaker);
  }

  setShape(shape: Shape): void {
    this.#store.change({ shape });
  }

  /** Says why the connection is no better, or no longer. */
  explain(explained: boolean): void {
    this.#store.change({ explained });
  }

  pin(key: string | null): void {
    this.#store.change({ pinned: key });
  }

  dismiss(problem: Problem): void {
    const { problems = [] } = this.#store.state.current ?? {};
    this.#store.change({ problems: problems.filter((other) => other !== problem) });
  }

  close(): void {
    this.#closed = true;
    this.#sampler?.close();
    window.removeEventListener('online', this.#networkChanged);
    window.removeEventListener('pagehide', this.#pageHidden);
    (navigator as { connection?: EventTarget }).connection?.removeEventListener('change', this.#networkChanged);
    for (const end of this.#unsubscribe) end();
    this.#speaking.close();
    this.#links?.close();
    this.#links = null;
    this.views.close();
    this.drawings.close();
    this.#playback.close();
    this.media.close();
    void this.#wakeLock.release();
  }

  #receive(event: SignalEvent): void {
    const { fromUser, fromDevice, deviceId } = event.data;
    const signal = signalOf(event);
    if (deviceId !== this.#calls?.deviceId || signal === null) return;
    this.#links?.receive(fromUser === null ? null : { user: fromUser, deviceId: fromDevice ?? '' }, signal);
  }

  readonly #isOwn = (user: string, deviceId: string): boolean => user === this.#me && deviceId === this.#calls?.deviceId;

  #other({ user, deviceId }: Target): Other | undefined {
    return this.#store.state.current?.others.find(({ key }) => key === keyOf(user, deviceId));
  }

  /** Returns true for a device that was not there. */
  #add(user: string, device: CallDevice, offers: boolean): boolean {
    const { current } = this.#store.state;
    if (current === null || this.#isOwn(user, device.deviceId)) return false;
    if (this.#updated(user, device)) return false;
    const other: Other = { key: keyOf(user, device.deviceId), user, device, link: 'connecting', tracks: NO_TRACKS, speaking: false, volume: 1 };
    this.#store.change({ others: [...current.others, other] });
    this.#links?.add({ user, deviceId: device.deviceId, isLater: this.#isLaterThan(other) }, offers);
    this.#speaking.start();
    this.#tell();
    return true;
  }

  /** Both sides of a connection must agree on this. */
  #isLaterThan({ key, device: { joinedAt } }: Other): boolean {
    const own = keyOf(this.#me, this.#calls?.deviceId ?? '');
    return this.#joinedAt === joinedAt ? own > key : this.#joinedAt > joinedAt;
  }

  #remove(target: Target): void {
    const key = keyOf(target.user, target.deviceId);
    this.#links?.remove(target);
    this.#unshared(key);
    for (const shown of [key, `${key}|screen`]) this.#playback.set(shown, null);
    const { current } = this.#store.state;
    if (current === null) return;
    const [pinned, speaker] = [current.pinned, current.speaker].map((one) => (one?.startsWith(key) === true ? null : one));
    this.#store.change({ others: current.others.filter((other) => other.key !== key), pinned: pinned ?? null, speaker: speaker ?? null });
    // Whom one hears may have been the only one.
    this.#tell();
  }

  #left({ participant, deviceId, reason, call }: Extract<ServerEvent, { name: 'call_participant_left' }>['data']): void {
    if (this.#isOwn(participant, deviceId)) {
      if (reason === 'moved' || reason === 'removed') this.#onEnd(reason);
      return;
    }
    this.#store.change({ ringing: call.ringing });
    if (this.#other({ user: participant, deviceId }) === undefined) return;
    this.#remove({ user: participant, deviceId });
    if (!call.participants.includes(participant)) this.#say('left', participant);
  }

  /** False for a device that is not there. */
  #updated(user: string, device: CallDevice): boolean {
    if (this.#isOwn(user, device.deviceId)) {
      this.#learnOwn(device);
      return true;
    }
    const other = this.#other({ user, deviceId: device.deviceId });
    if (other === undefined) return false;
    heed(other.tracks, device);
    this.#store.other(other.key, { device });
    if (!device.screen) this.#unshared(other.key);
    if (device.screen !== other.device.screen) this.#say(device.screen ? 'shares' : 'stopped', user);
    if (device.hears !== other.device.hears) this.#say(device.hears ? 'hears' : 'deaf', user);
    if (device.connected !== other.device.connected) this.#say(device.connected ? 'connected' : 'reconnecting', user);
    return true;
  }

  /** What the server made of what was asked for. A camera that has opened since is told next. */
  #admit(device: CallDevice, asked: Entrance): void {
    const { muted, camera, hand, annotate } = device;
    this.#own({ hand, annotate });
    this.#teller.knows(device);
    if (asked.camera && !camera) void this.media.setCamera(false);
    if (!asked.muted && muted) void this.media.setMuted(true);
  }

  /** What the server says of this device: a right that was taken away ends what it allowed. */
  #learnOwn(device: CallDevice | undefined): void {
    // What the server says of a moment before the latest change is older.
    if (device === undefined || this.#teller.isPending) return;
    this.#own({ hand: device.hand, annotate: device.annotate });
    const { camera, screen, muted } = this.media.state;
    this.#teller.knows(device);
    if (camera && !device.camera) void this.media.setCamera(false);
    if (screen && !device.screen) this.media.stopScreen();
    if (!muted && device.muted) void this.media.setMuted(true);
  }

  #declined(user: string, reason: Refusal, ringing: readonly string[]): void {
    this.#store.change({ ringing: ringing.filter((one) => one !== user) });
    if (user === this.#me) return;
    this.#refusals.add(reason);
    this.#say(reason, user);
  }

  /** Whether a device sends something that somebody hears or sees here. */
  #awaits(target: Target, role: Role): boolean {
    const { device } = this.#other(target) ?? {};
    if (device === undefined || role === 'screenAudio') return false;
    if (role === 'microphone') return !device.muted;
    return device[role] && this.views.shows({ ...target, kind: role });
  }

  /** Whether anybody has come yet. */
  #settle(): void {
    const { current } = this.#store.state;
    if (current === null || current.phase === 'ended') return;
    const others = current.others.length > 0 || current.answeredAt !== null;
    this.#store.change({ phase: others ? 'active' : 'calling' });
  }

  #took({ user, deviceId }: Target, role: Role, track: MediaStreamTrack | null): void {
    const other = this.#other({ user, deviceId });
    if (other === undefined) return;
    const tracks = { ...other.tracks, [role]: track };
    heed(tracks, other.device);
    this.#store.other(other.key, { tracks });
    if (role === 'microphone' || role === 'screenAudio') {
      const key = role === 'microphone' ? other.key : `${other.key}|screen`;
      this.#playback.set(key, track);
      this.#playback.volume(key, other.volume);
    }
  }

  #own(change: Partial<NonNullable<ReturnType<RunningCall['own']>>>): void {
    const own = this.own();
    if (own !== undefined) this.#store.change({ own: { ...own, ...change } });
  }

  own() {
    return this.#store.state.current?.own;
  }

  /** The user has changed what this device sends. */
  #sendsOther(): void {
    const { muted, camera, screen, tracks, choice } = this.media.state;
    this.#own({ muted, camera, screen, tracks, choice, ...(!muted && { unheard: false }) });
    this.#links?.send(this.media.sent);
    if (!screen) this.#unshared(keyOf(this.#me, this.deviceId));
    this.#tell();
  }

  /** What was drawn on a screen goes with it. */
  #unshared(key: string): void {
    this.drawings.forget(key);
    if (this.#store.state.current?.annotating === key) this.annotate(null);
  }

  #tell(): void {
    const { current } = this.#store.state;
    if (this.#sessionId !== null && current !== null && !this.#closed) this.#teller.tell({ ...current.own, hears: hears(current) });
  }

  async #update(change: Partial<Telling>): Promise<void> {
    try {
      if (this.#sessionId !== null) await this.#calls?.update(this.#sessionId, change);
    } catch (thrown) {
      // A connection that is away says it when it is back. Whoever lost the right to show pictures sends none.
      if (asChatError(thrown).code === 'forbidden') {
        this.media.stopScreen();
        void this.media.setCamera(false);
      }
    }
  }

  #problem(problem: Problem): void {
    const { problems = [] } = this.#store.state.current ?? {};
    const others = problems.filter(({ role }) => role !== problem.role);
    this.#store.change({ problems: [...others, problem] });
  }

  #say(what: Said['what'], user: string): void {
    this.#said += 1;
    this.#store.change({ said: { id: this.#said, what, user } });
  }

  #levelled(level: Level, reason: Reason | null): void {
    this.#store.change({ level, reason: level === 'excellent' ? null : (reason ?? this.#store.state.current?.reason ?? null) });
    const quality = QUALITY_OF[level];
    if (quality === this.#toldQuality || this.#sessionId === null) return;
    this.#toldQuality = quality;
    void this.#calls?.update(this.#sessionId, { quality }).catch(() => undefined);
  }

  readonly #pageHidden = (): void => keepCall(this.#store.state.current);
  readonly #networkChanged = (): void => this.#links?.restart();
}
