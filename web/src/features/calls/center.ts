// All calls of one session: those that ring, and the one that this page is in. Knows no view.

import { newClientId } from '../../core/outbox/clientId';
import { asChatError } from '../../core/protocol/errors';
import type { ServerEvent } from '../../core/protocol/events';
import type { CallType, IncomingCall } from '../../core/protocol/generated';
import type { CallReply, Calls } from '../../core/session/calls';
import type { ChatSession } from '../../core/session/session';
import { LocalMedia } from './media/local';
import { ring, ringBack } from './media/tones';
import { forgetCall, takeKeptCall } from './kept';
import { RunningCall } from './running';
import { CallsStore, type Ending } from './state';
import { setCallHere } from './wanted';

/** Something that the user should know, once. */
export type Notice = { kind: 'elsewhere' } | { kind: 'missed'; caller: string } | { kind: 'gone' } | { kind: 'failed'; thrown: unknown };

/** What names a call while it is entered: this attempt, or the call that rings or runs. */
type Attempt = { clientId: string } | { sessionId: number; answers?: boolean };

/** What a call that is over still says, before it goes away. */
const FAREWELL_MS = 4000;

const centers = new WeakMap<ChatSession, CallCenter>();

export function callsOf(session: ChatSession): CallCenter {
  const center = centers.get(session) ?? new CallCenter(session);
  centers.set(session, center);
  return center;
}

export interface Wanted {
  channelId: number;
  callType: CallType;
  /** Who is rung; without it, in a direct conversation all others, in a channel nobody. */
  targetUsers?: readonly string[];
}

export class CallCenter {
  readonly store = new CallsStore();
  readonly #session: ChatSession;
  readonly #notices = new Set<(notice: Notice) => void>();
  #running: RunningCall | null = null;
  #stopRing: (() => void) | null = null;
  #stopRingBack: (() => void) | null = null;
  #farewell: ReturnType<typeof setTimeout> | undefined;
  readonly #expiries = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(session: ChatSession) {
    this.#session = session;
    session.listen((event) => this.#happened(event));
    let online = session.store.state.phase.name === 'online';
    session.store.subscribe(() => {
      const { phase, me } = session.store.state;
      // Whoever is signed out is in no call.
      if (phase.name === 'ended' || me === null) this.hangUp();
      this.#learnChannel();
      const now = phase.name === 'online';
      if (now === online) return;
      online = now;
      if (now) this.#cameBack();
      else this.#running?.lost();
    });
    this.store.subscribe(() => {
      this.#sound();
      const { current } = this.store.state;
      setCallHere(session, current === null || current.phase === 'ended' ? null : current.channelId);
    });
    for (const event of session.takeEarlyCalls()) this.#happened(event);
  }

  /** What the user does in the running call. */
  get running(): RunningCall | null {
    return this.#running;
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#notices.add(listener);
    return () => this.#notices.delete(listener);
  }

  /** Starts a call, or joins the one that the conversation has. */
  async start({ channelId, callType, targetUsers }: Wanted, media: LocalMedia): Promise<void> {
    const clientId = newClientId(Date.now());
    await this.#enter({ channelId, callType }, media, { clientId }, (calls, entrance) => calls.initiate(channelId, callType, targetUsers, clientId, entrance));
  }

  async answer({ sessionId, channelId, callType }: Pick<IncomingCall, 'sessionId' | 'channelId' | 'callType'>, media: LocalMedia): Promise<void> {
    this.#silence(sessionId);
    await this.#enter({ channelId, callType }, media, { sessionId, answers: true }, (calls, entrance) => calls.accept(sessionId, entrance));
  }

  async join(call: { sessionId: number; channelId: number; callType: CallType }, media: LocalMedia, second?: 'move' | 'add'): Promise<void> {
    this.#silence(call.sessionId);
    this.store.set({ second: null });
    await this.#enter(call, media, { sessionId: call.sessionId }, (calls, entrance) => calls.join(call.sessionId, entrance, { fresh: true, ...(second && { second }) }));
  }

  async decline({ sessionId }: IncomingCall): Promise<void> {
    this.#silence(sessionId);
    try {
      await (await this.#session.calls()).decline(sessionId);
    } catch {
      // It is over, or was answered elsewhere.
    }
  }

  /** The user leaves the running call. */
  hangUp(): void {
    this.#running?.leave();
    this.#ended('hung_up');
  }

  /** The running call again after a reload, if there is one. */
  async resume(): Promise<void> {
    const kept = takeKeptCall();
    if (kept === null || this.#running !== null) return;
    const media = new LocalMedia();
    await media.open(kept);
    await this.join(kept, media);
  }

  async #enter(
    { channelId, callType }: { channelId: number; callType: CallType },
    media: LocalMedia,
    attempt: Attempt,
    ask: (calls: Calls, entrance: { muted: boolean; camera: boolean }) => Promise<CallReply>,
  ): Promise<void> {
    if (this.#running !== null) this.hangUp();
    clearTimeout(this.#farewell);
    const running = new RunningCall(this.#session, this.store, media, (ending, duration) => this.#ended(ending, duration));
    this.#running = running;
    running.begin(channelId, callType);
    this.#learnChannel();
    // One in which nothing was said yet is only shown to whoever opened it.
    if (this.#session.store.state.channels[channelId] === undefined) void this.#session.channel.refresh(channelId).catch(() => undefined);
    try {
      const calls = await this.#session.calls();
      // The user has hung up before anything was asked.
      if (this.#running !== running) return;
      running.attempt(calls, attempt);
      const entrance = { muted: media.state.muted, camera: media.state.camera };
      const asked = ask(calls, entrance);
      asked.then(
        ({ sessionId }) => running.admitted(sessionId),
        () => undefined,
      );
      const [reply, iceServers] = await Promise.all([asked, calls.iceServers().catch(() => [])]);
      if (this.#running === running) running.entered(reply, iceServers, entrance);
      // An attempt that joined a running call is not undone by its end. One that begins here anew keeps its place.
      else if (this.#running === null || this.store.state.current?.channelId !== channelId) void calls.leave(reply.sessionId).catch(() => undefined);
    } catch (thrown) {
      if (this.#running !== running) return;
      this.#refused(thrown, { channelId, attempt });
    }
  }

  #refused(thrown: unknown, { channelId, attempt }: { channelId: number; attempt: Attempt }): void {
    this.#running?.close();
    this.#running = null;
    this.store.set({ current: null });
    void this.#explain(thrown, channelId, attempt);
  }

  /** A conflict has several reasons: the call as it is now tells which. */
  async #explain(thrown: unknown, channelId: number, attempt: Attempt): Promise<void> {
    const { code } = asChatError(thrown);
    const { channels, me } = this.#session.store.state;
    const sessionId = 'sessionId' in attempt ? attempt.sessionId : channels[channelId]?.call?.sessionId;
    if (sessionId === undefined || (code !== 'conflict' && code !== 'not_found')) {
      this.#say({ kind: 'failed', thrown });
      return;
    }
    try {
      const calls = await this.#session.calls();
      const { status, participants } = await calls.status(sessionId);
      const own = participants.find(({ user }) => user === me?.username)?.devices ?? [];
      if (status === 'ended' || status === 'missed') this.#say({ kind: 'gone' });
      else if (!own.some(({ deviceId }) => deviceId !== calls.deviceId)) this.#say({ kind: 'failed', thrown });
      else if ('answers' in attempt && attempt.answers === true) this.#say({ kind: 'elsewhere' });
      else this.store.set({ second: { channelId, sessionId } });
    } catch (status) {
      this.#say(asChatError(status).code === 'not_found' ? { kind: 'gone' } : { kind: 'failed', thrown });
    }
  }

  #ended(ending: Ending, duration: number | null = null): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    running.close();
    forgetCall();
    const { current } = this.store.state;
    if (current === null) return;
    const seconds = duration ?? (current.answeredAt === null ? null : Math.max(0, Math.round((this.#now() - current.answeredAt) / 1000)));
    this.store.change({ phase: 'ended', ending, duration: seconds, others: [], ringing: [], shape: current.shape === 'stage' ? 'docked' : current.shape });
    this.#farewell = setTimeout(() => this.store.set({ current: null }), ending === 'hung_up' ? 1500 : FAREWELL_MS);
  }

  /** The end of a call that the user has seen. */
  dismiss(): void {
    clearTimeout(this.#farewell);
    if (this.store.state.current?.phase === 'ended') this.store.set({ current: null });
  }

  #happened(event: ServerEvent): void {
    const me = this.#session.store.state.me?.username;
    switch (event.name) {
      case 'incoming_call':
        this.#ring(event.data);
        break;
      case 'call_accepted': {
        const rung = this.#find(event.data.sessionId);
        if (event.data.participant !== me || rung === undefined) break;
        this.#silence(event.data.sessionId);
        this.#say({ kind: 'elsewhere' });
        break;
      }
      case 'call_declined':
        if (event.data.participant === me) this.#silence(event.data.sessionId);
        break;
      case 'call_ended': {
        const rung = this.#find(event.data.sessionId);
        this.#silence(event.data.sessionId);
        if (rung !== undefined) this.#say({ kind: 'missed', caller: rung.caller });
        break;
      }
      default:
    }
    this.#running?.happened(event);
  }

  #find(sessionId: number): IncomingCall | undefined {
    return this.store.state.incoming.find((incoming) => incoming.sessionId === sessionId);
  }

  #ring(incoming: IncomingCall): void {
    if (this.store.state.current?.sessionId === incoming.sessionId && this.#running !== null) return;
    this.#session.directory.need([incoming.caller, ...incoming.participants]);
    this.#silence(incoming.sessionId);
    this.store.set({ incoming: [...this.store.state.incoming, incoming] });
    // The server says when it is over; this is for a connection that has died.
    this.#expiries.set(incoming.sessionId, setTimeout(() => this.#silence(incoming.sessionId), Math.max(0, incoming.ringUntil - this.#now()) + 2000));
  }

  #silence(sessionId: number): void {
    clearTimeout(this.#expiries.get(sessionId));
    this.#expiries.delete(sessionId);
    const { incoming } = this.store.state;
    if (incoming.some((one) => one.sessionId === sessionId)) this.store.set({ incoming: incoming.filter((one) => one.sessionId !== sessionId) });
  }

  /** The connection is back: what rings and what runs is as the server says now. */
  #cameBack(): void {
    const { channels, me } = this.#session.store.state;
    for (const { sessionId, channelId } of this.store.state.incoming) {
      const { call } = channels[channelId] ?? {};
      if (call?.sessionId !== sessionId || !call.ringing.includes(me?.username ?? '')) this.#silence(sessionId);
    }
    void this.#running?.cameBack();
  }

  #learnChannel(): void {
    const { current } = this.store.state;
    const channel = current === null ? undefined : this.#session.store.state.channels[current.channelId];
    if (channel !== undefined && channel !== current?.channel) this.store.change({ channel });
  }

  #now(): number {
    return Date.now() + this.#session.store.state.clockOffsetMs;
  }

  #say(notice: Notice): void {
    for (const listener of this.#notices) listener(notice);
  }

  #sound(): void {
    const { incoming, current } = this.store.state;
    const rings = incoming.length > 0 && this.#session.store.state.preferences?.sound !== false;
    if (rings && this.#stopRing === null) this.#stopRing = ring();
    else if (!rings) {
      this.#stopRing?.();
      this.#stopRing = null;
    }
    const calls = current?.phase === 'calling' && current.ringing.length > 0;
    if (calls && this.#stopRingBack === null) this.#stopRingBack = ringBack();
    else if (!calls) {
      this.#stopRingBack?.();
      this.#stopRingBack = null;
    }
  }
}
