// The connection: its phase, the server's limits and clock.

import type { Limits } from '../../protocol/generated';
import type { Phase } from '../../socket/socket';
import type { Action } from '../actions';
import type { Slice } from '../slice';
import { DEFAULT_LIMITS } from './limits';

export interface ConnectionState {
  readonly phase: Phase;
  /** When the state last equalled the server's, by the device's clock. */
  readonly lastSyncAt: number | null;
  /** The server's time minus the device's, so that relative times are correct if its clock is wrong. */
  readonly clockOffsetMs: number;
  readonly limits: Pick<Limits, 'messageCharacters' | 'statusCharacters' | 'mentions' | 'presenceMembers'>;
}

export const connection: Slice<ConnectionState, object, Action> = {
  initial: { phase: { name: 'idle' }, lastSyncAt: null, clockOffsetMs: 0, limits: DEFAULT_LIMITS },
  reduce(state, action) {
    switch (action.type) {
      case 'phase_changed':
        // Until the connection is lost, the state equals the server's.
        return { phase: action.phase, lastSyncAt: state.phase.name === 'online' ? action.at : state.lastSyncAt };
      case 'hello_received':
        return { limits: action.hello.limits };
      case 'snapshot_received':
        return { clockOffsetMs: action.snapshot.serverTime - action.at, lastSyncAt: action.at };
      case 'event_received':
        return action.event.name === 'resumed' ? { lastSyncAt: action.at } : null;
      default:
        return null;
    }
  },
};

/** True after the first attempt to reconnect has failed: presence is no longer known. */
export function isCutOff({ phase }: Pick<ConnectionState, 'phase'>): boolean {
  return (phase.name === 'waiting' || phase.name === 'connecting') && phase.attempt > 1;
}
