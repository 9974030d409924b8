// Who is logged in, and what they may do.

import type { Person } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface AccountState {
  /** Set by the first snapshot. */
  readonly me: Person | null;
  readonly permissions: readonly string[];
  /** Whether there are tickets here. */
  readonly tickets?: boolean;
}

export const account: Slice<AccountState, object, Action> = {
  initial: { me: null, permissions: [] },
  reduce(_state, action) {
    if (action.type === 'snapshot_received') {
      const { user: me, permissions, features } = action.snapshot;
      return { me, permissions, tickets: features?.tickets === true };
    }
    if (action.type !== 'event_received' || action.event.name !== 'account_updated') return null;
    const { user, permissions } = action.event.data;
    return { me: user, permissions };
  },
};

/** The channel of which an action ends the user's membership. */
export function departure(action: Action, { me }: AccountState): number | null {
  if (action.type === 'channel_forgotten') return action.channelId;
  if (action.type !== 'event_received') return null;
  const { name, data } = action.event;
  if (name === 'channel_left') return data.channelId;
  return name === 'user_left' && data.user === me?.username ? data.channelId : null;
}
