// The reminders of the user that are not due yet, as the server last listed them.

import type { Reminder } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface RemindersState {
  /** The earliest first. */
  readonly reminders: readonly Reminder[];
}

export const reminders: Slice<RemindersState, object, Action> = {
  initial: { reminders: [] },
  reduce: (_state, action) => (action.type === 'reminders_listed' ? { reminders: action.items } : null),
};

/** When the user is reminded of a message; `null` for never. */
export function reminderOf(state: RemindersState, id: number): number | null {
  return state.reminders.find(({ messageId }) => messageId === id)?.at ?? null;
}
