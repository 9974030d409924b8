// What is known of calls before their parts are fetched: whether one is wanted here, and where this page is in one.

import type { ChannelView } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';
import { isNotes } from '../../core/store/selectors';

const listeners = new Set<() => void>();
const watchers = new Set<() => void>();
const here = new WeakMap<ChatSession, number | null>();
let wanted = false;

/** Whether calls can be started and joined in a conversation. */
export function mayCall(channel: ChannelView, permissions: readonly string[]): boolean {
  return channel.role !== null && channel.active && !isNotes(channel) && permissions.includes('call.audio');
}

/** Shows the layer of calls from now on. */
export function wantCalls(): void {
  wanted = true;
  for (const listener of listeners) listener();
}

export function onCallWanted(listener: () => void): () => void {
  if (wanted) listener();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says in the call of which conversation this page is now. */
export function setCallHere(session: ChatSession, channelId: number | null): void {
  if (callHere(session) === channelId) return;
  here.set(session, channelId);
  for (const listener of watchers) listener();
}

/** The conversation whose call this page is in. */
export function callHere(session: ChatSession): number | null {
  return here.get(session) ?? null;
}

export function watchCallHere(listener: () => void): () => void {
  watchers.add(listener);
  return () => watchers.delete(listener);
}
