// The messages that the user will send later, as the server last listed them.

import type { Scheduled } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface ScheduledState {
  /** Those that are not sent yet, the earliest first; those that failed among them. */
  readonly scheduled: readonly Scheduled[];
  /** False until the server has listed them. */
  readonly scheduledKnown: boolean;
}

export const scheduled: Slice<ScheduledState, object, Action> = {
  initial: { scheduled: [], scheduledKnown: false },
  reduce: (_state, action) => (action.type === 'scheduled_listed' ? { scheduled: action.items, scheduledKnown: true } : null),
};
