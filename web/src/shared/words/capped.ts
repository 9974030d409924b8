// A counter as it is shown: the server stops counting at the cap.

import { UNREAD_CAP } from '../../core/store/state';

export function capped(count: number): string {
  return count >= UNREAD_CAP ? `${UNREAD_CAP - 1}+` : String(count);
}
