// What channels add to the page.

import type { ChannelView, Member } from '../../core/protocol/generated';
import type { Feature } from '../../shared/registry/registry';
import { channelsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    browse: object;
    create_channel: object;
    channel_settings: { channelId: number };
    add_people: { channelId: number };
    leave_channel: { channel: ChannelView };
    archive_channel: { channel: ChannelView };
    remove_member: { channel: ChannelView; member: Member };
  }
  interface Panes {
    members: object;
  }
}

export const feature: Feature = {
  dialogs: {
    browse: async () => (await import('./BrowseDialog')).BrowseDialog,
    create_channel: async () => (await import('./CreateChannelDialog')).CreateChannelDialog,
    channel_settings: async () => (await import('./ChannelSettingsDialog')).ChannelSettingsDialog,
    add_people: async () => (await import('./AddPeopleDialog')).AddPeopleDialog,
    leave_channel: async () => (await import('./ChannelQuestions')).LeaveDialog,
    archive_channel: async () => (await import('./ChannelQuestions')).ArchiveDialog,
    remove_member: async () => (await import('./ChannelQuestions')).RemoveMemberDialog,
  },
  panes: {
    members: {
      title: (words) => channelsWords.in(words).members.title,
      load: async () => (await import('./MembersPane')).MembersPane,
      shortcut: 'm',
    },
  },
};
