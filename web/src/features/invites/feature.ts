// What invite links add to the page.

import type { InAddress } from '../../shared/hooks/view/address';
import { OF_CHANNEL } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    /** The links of a channel. */
    invite_links: { channelId: number };
    /** Where a link leads that was followed. */
    invite: { token: string };
  }
}

const OF_TOKEN: InAddress<{ token: string }> = {
  write: ({ token }) => token,
  read: (token) => (/^\w{1,64}$/.test(token) ? { token } : null),
};

export const feature: Feature = {
  // A link as it is passed on.
  routes: [
    {
      name: 'invite',
      read: (path) => {
        const token = /^\/chat\/invite\/(\w{1,64})\/?$/.exec(path)?.[1];
        return token === undefined ? null : { dialog: { name: 'invite', token } };
      },
    },
  ],
  dialogs: {
    invite_links: { load: async () => (await import('./InviteLinksDialog')).InviteLinksDialog, address: OF_CHANNEL },
    invite: { load: async () => (await import('./InviteDialog')).InviteDialog, address: OF_TOKEN },
  },
};
