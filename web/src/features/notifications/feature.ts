// What notifications add to the page.

import { NAME_ONLY, OF_CHANNEL } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { DoNotDisturb } from './DoNotDisturb';
import { notificationsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    notifications: object;
  }
  interface Dialogs {
    preferences: object;
    channel_notifications: { channelId: number };
    mark_all_read: object;
    notify_many: { clientId: string };
  }
}

export const feature: Feature = {
  panes: {
    notifications: {
      title: (words) => notificationsWords.in(words).notifications.title,
      load: async () => (await import('./NotificationsPane')).NotificationsPane,
      address: NAME_ONLY,
      shortcut: 'y',
      wide: true,
      anywhere: true,
    },
  },
  dialogs: {
    preferences: { load: async () => (await import('./PreferencesDialog')).PreferencesDialog, address: NAME_ONLY },
    notify_many: { load: async () => (await import('./NotifyManyDialog')).NotifyManyDialog },
    mark_all_read: { load: async () => (await import('./MarkAllReadDialog')).MarkAllReadDialog },
    channel_notifications: { load: async () => (await import('./ChannelNotificationsDialog')).ChannelNotificationsDialog, address: OF_CHANNEL },
  },
  views: { DoNotDisturb },
  slashCommands: async () => (await import('./slash')).slashCommands,
};
