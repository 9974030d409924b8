// The call that a page was in, for the page that a reload brings.

import type { CallType } from '../../core/protocol/generated';
import type { Current } from './state';

const KEY = 'runningCall';

export interface KeptCall {
  sessionId: number;
  channelId: number;
  callType: CallType;
  muted: boolean;
  camera: boolean;
}

export function keepCall(current: Current | null): void {
  if (current?.sessionId == null || current.phase === 'ended') return;
  const { sessionId, channelId, callType, own } = current;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ sessionId, channelId, callType, muted: own.muted, camera: own.camera } satisfies KeptCall));
  } catch {
    // Then the page that comes does not return to the call by itself.
  }
}

/** The call that was kept, once. */
export function takeKeptCall(): KeptCall | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    forgetCall();
    return typeof kept === 'object' ? (kept as KeptCall | null) : null;
  } catch {
    return null;
  }
}

export function forgetCall(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
}
