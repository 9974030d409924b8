// The reminders of the user that are not due yet, as the server last listed them.

import type { Reminder } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface RemindersState {
  /** The earliest first. */
  readonly reminders: readonly Reminder[];
  /** False until the server has listed them. */
  readonly remindersKnown: boolean;
}

export const reminders: Slice<RemindersState, object, Action> = {
  initial: { reminders: [], remindersKnown: false },
  reduce: (_state, action) => (action.type === 'reminders_listed' ? { reminders: action.items, remindersKnown: true } : null),
};

/** When the user is reminded of a message; `null` for never. */
export function reminderOf(state: Pick<RemindersState, 'reminders'>, id: number): number | null {
  return state.reminders.find(({ messageId }) => messageId === id)?.at ?? null;
}
