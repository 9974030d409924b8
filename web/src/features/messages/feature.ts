// What messages add to the page.

import type { Message } from '../../core/protocol/generated';
import type { Feature } from '../../shared/registry/registry';
import { messageActions } from './actions';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    delete_message: { message: Message };
  }
}

export const feature: Feature = {
  dialogs: {
    delete_message: async () => (await import('./DeleteDialog')).DeleteDialog,
  },
  messageActions,
};
