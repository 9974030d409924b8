// Calls as the server has them: starting, answering and leaving them, and passing on what the browsers agree on.

import type { CommandData, CommandReply } from '../protocol/commands';
import type { Annotation, Call, CallQuality, CallRecord, CallType, SharedScreen } from '../protocol/generated';
import type { RestClient } from '../rest/client';
import type { Page } from '../rest/reader';
import type { ChatSocket } from '../socket/socket';
import type { Directory } from './directory';

export type CallReply = CommandReply<'call_join'>;

/** How somebody comes into a call. */
export interface Entrance {
  muted: boolean;
  camera: boolean;
}

/** Whose connection a signal is for; `null` for the server's. */
export interface Target {
  user: string;
  deviceId: string;
}

export type CallSignal =
  | Pick<CommandData<'webrtc_offer'>, 'offer' | 'offerId'>
  | Pick<CommandData<'webrtc_answer'>, 'answer' | 'offerId'>
  | { candidate: NonNullable<CommandData<'webrtc_ice_candidate'>['candidate']> };

export interface HistoryFilter {
  channelId?: number;
  user?: string;
  /** Somebody else who was asked or in it. */
  with?: string;
  type?: CallType;
  status?: 'missed';
  since?: number;
  until?: number;
}

const PAGE_SIZE = 50;

export class Calls {
  readonly #socket: ChatSocket;
  readonly #rest: RestClient;
  readonly #directory: Directory;
  /** This page, the same after a reload. */
  readonly deviceId = deviceId();

  constructor(socket: ChatSocket, rest: RestClient, directory: Directory) {
    this.#socket = socket;
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Starts a call, or joins the one that is there. `clientId` names this attempt. */
  initiate(channelId: number, callType: CallType, targetUsers: readonly string[] | undefined, clientId: string, { muted, camera }: Entrance): Promise<CallReply> {
    const asked = targetUsers === undefined ? {} : { targetUsers: [...targetUsers] };
    return this.#socket.request('call_initiate', { channelId, callType, clientId, deviceId: this.deviceId, muted, camera, ...asked });
  }

  accept(sessionId: number, { muted, camera }: Entrance): Promise<CallReply> {
    return this.#socket.request('call_accept', { sessionId, deviceId: this.deviceId, muted, camera });
  }

  /**
   * Joins a running call, or comes back into it. `second` says what becomes of the user's other device in it; a page
   * that has no connections is `fresh`.
   */
  join(sessionId: number, { muted, camera }: Entrance, how: { second?: 'move' | 'add' | undefined; fresh?: boolean } = {}): Promise<CallReply> {
    return this.#socket.request('call_join', { sessionId, deviceId: this.deviceId, muted, camera, ...how });
  }

  /** Says how large this device shows others, so that the server sends no more than that. */
  async view(sessionId: number, views: CommandData<'call_view'>['views']): Promise<void> {
    await this.#socket.request('call_view', { sessionId, deviceId: this.deviceId, views });
  }

  /** A call as it is now. Rejects where it is over, or none of the user's. */
  status(sessionId: number): Promise<Call> {
    return this.#rest.call('GET', `/api/chat/calls/${sessionId}/status`);
  }

  async decline(sessionId: number): Promise<void> {
    await this.#socket.request('call_decline', { sessionId });
  }

  async leave(sessionId: number): Promise<void> {
    await this.#socket.request('call_leave', { sessionId, deviceId: this.deviceId });
  }

  /** Ends a call for all; or an attempt, whether or not the server knows of it yet. */
  async end(call: { sessionId: number } | { clientId: string }): Promise<void> {
    await this.#socket.request('call_end', call);
  }

  /** Says what this device sends now. */
  async update(sessionId: number, change: { muted?: boolean; camera?: boolean; screen?: boolean; hand?: boolean; annotate?: boolean; hears?: boolean; quality?: CallQuality; unreachable?: boolean }): Promise<void> {
    await this.#socket.request('call_update', { sessionId, deviceId: this.deviceId, ...change });
  }

  /** Draws on a shared screen, or points at it. */
  async annotate(sessionId: number, share: SharedScreen, annotation: Annotation): Promise<void> {
    await this.#socket.request('call_annotate', { sessionId, deviceId: this.deviceId, share, annotation });
  }

  async signal(sessionId: number, target: Target | null, signal: CallSignal): Promise<void> {
    const to = { sessionId, deviceId: this.deviceId, targetUser: target?.user ?? null, ...(target && { targetDevice: target.deviceId }) };
    if ('offer' in signal) await this.#socket.request('webrtc_offer', { ...to, ...signal });
    else if ('answer' in signal) await this.#socket.request('webrtc_answer', { ...to, ...signal });
    else await this.#socket.request('webrtc_ice_candidate', { ...to, ...signal });
  }

  /** The servers that help to connect, with credentials that are valid now. */
  async iceServers(): Promise<RTCIceServer[]> {
    const { iceServers } = await this.#rest.call('GET', '/api/chat/calls/ice-servers');
    return iceServers.map(({ urls, username, credential }) => ({ urls, ...(username != null && { username }), ...(credential != null && { credential }) }));
  }

  /** Calls that ended, the latest first. */
  async history(filter: HistoryFilter, cursor?: string): Promise<Page<CallRecord>> {
    const page = await this.#rest.call('GET', '/api/chat/calls/history', { ...filter, before: cursor, limit: PAGE_SIZE });
    this.#directory.need(page.items.flatMap(({ participants }) => participants));
    return page;
  }
}

const DEVICE_KEY = 'callDevice';

/** Only a reload is the same device: a tab that was duplicated has the other's storage. */
function isReload(): boolean {
  const [navigation] = performance.getEntriesByType?.('navigation') ?? [];
  return (navigation as PerformanceNavigationTiming | undefined)?.type === 'reload';
}

function deviceId(): string {
  const fresh = `page-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  try {
    const kept = (isReload() ? sessionStorage.getItem(DEVICE_KEY) : null) ?? fresh;
    sessionStorage.setItem(DEVICE_KEY, kept);
    return kept;
  } catch {
    return fresh;
  }
}
