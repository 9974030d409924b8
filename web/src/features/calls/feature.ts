// What calls add to the page.

import { mdiPhoneLogOutline } from '@mdi/js';

import type { CallType } from '../../core/protocol/generated';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { CallAgain } from './CallAgain';
import { CallInitiator } from './CallInitiator';
import { CallMark } from './CallMark';
import { callsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    calls: object;
  }
  interface Dialogs {
    /** Camera and microphone before a call of this kind in a conversation; or with these people alone. */
    call: { channelId: number; callType: CallType };
  }
}

export const feature: Feature = {
  routes: [
    {
      name: 'call',
      read: (path) => {
        const [, page] = /^\/chat\/(call\/\d{1,15})\/?$/.exec(path) ?? [];
        return page === undefined ? null : { route: { channelId: null, seq: null, page } };
      },
    },
  ],
  dialogs: {
    call: { load: async () => (await import('./CallPreview')).CallPreview, large: true },
  },
  panes: {
    calls: {
      title: (words) => callsWords.in(words).calls.history,
      load: async () => (await import('./CallHistory')).CallHistory,
      address: NAME_ONLY,
      button: { icon: mdiPhoneLogOutline, label: (words) => callsWords.in(words).calls.history, inMenu: true },
    },
  },
  pages: { call: async () => (await import('./CallWindow')).CallWindow },
  views: { CallAgain, CallInitiator, CallMark },
};
