// How much of what the user was notified of is unread, and the preferences that decide what they are notified of.

import type { Preferences } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface NotificationsState {
  /** How many entries of the notification centre are unread; the server stops counting at 100. */
  readonly unreadNotifications: number;
  /** `null` until they are fetched. */
  readonly preferences: Preferences | null;
}

export const notifications: Slice<NotificationsState, object, Action> = {
  initial: { unreadNotifications: 0, preferences: null },
  reduce(_state, action) {
    switch (action.type) {
      case 'notifications_counted':
        return { unreadNotifications: action.unreadCount };
      case 'preferences_learned':
        return { preferences: action.preferences };
      case 'event_received': {
        const { name, data } = action.event;
        return name === 'preferences_updated' && 'preferences' in data ? { preferences: data.preferences } : null;
      }
      default:
        return null;
    }
  },
};
