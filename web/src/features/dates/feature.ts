// What dates add to the page.

import type { ConversationKey } from '../../core/store/conversation';
import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    jump_to_date: {
      conversation: ConversationKey;
      /** The channel that it belongs to; `null` where that is not known yet. */
      channelId: number | null;
      /** A time on the day that is read. */
      at: number;
    };
  }
}

export const feature: Feature = {
  dialogs: {
    jump_to_date: { load: async () => (await import('./DateDialog')).DateDialog },
  },
};
