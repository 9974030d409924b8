// What messages add to the page.

import type { Message } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';
import type { Feature } from '../../shared/registry/registry';
import { messageActions } from './actions';
import { Forwarded } from './Forwarded';
import { LinkedPart } from './LinkedPart';
import { MessageArea } from './MessageArea';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    delete_message: { conversation: ConversationKey; message: Message };
  }
}

export const feature: Feature = {
  dialogs: {
    delete_message: { load: async () => (await import('./DeleteDialog')).DeleteDialog },
  },
  messageActions,
  messageParts: [{ name: 'linked', ofText: true, Part: LinkedPart }],
  views: { Messages: MessageArea, Forwarded },
};
