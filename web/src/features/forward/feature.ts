// What forwarding adds to the page. How a forwarded message looks is in `messages`.

import { mdiShareOutline } from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import type { Feature } from '../../shared/registry/registry';
import { forwardWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    forward: { message: Message };
  }
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'forward',
      order: 27,
      icon: mdiShareOutline,
      label: (_message, words) => forwardWords.in(words).forward.action,
      available: (message) => message.deletedAt === null && message.type !== 'system',
      act: (message, { dispatch }) => dispatch({ type: 'dialog_opened', dialog: { name: 'forward', message } }),
      key: 'f',
    },
  ],
  dialogs: {
    forward: { load: async () => (await import('./ForwardDialog')).ForwardDialog },
  },
};
