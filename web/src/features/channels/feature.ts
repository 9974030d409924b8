// What channels add to the page.

import type { ChannelView, Member } from '../../core/protocol/generated';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { CONVERSATION, LIST, NAME_ONLY, OF_CHANNEL } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { channelsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    browse: object;
    create_channel: object;
    channel_settings: { channelId: number };
    add_people: { channelId: number };
    leave_channel: { channel: ChannelView };
    /** What can be done with a conversation, beside what was clicked. */
    conversation_menu: { channelId: number; spot: Spot };
    archive_channel: { channel: ChannelView };
    remove_member: { channel: ChannelView; member: Member };
    hand_over: { channel: ChannelView; member: Member };
    convert_group: { channelId: number };
  }
  interface Panes {
    members: object;
  }
}

export const feature: Feature = {
  slashCommands: async () => (await import('./slash')).slashCommands,
  routes: [LIST, CONVERSATION],
  dialogs: {
    browse: { load: async () => (await import('./BrowseDialog')).BrowseDialog, address: NAME_ONLY },
    create_channel: { load: async () => (await import('./CreateChannelDialog')).CreateChannelDialog, address: NAME_ONLY },
    channel_settings: { load: async () => (await import('./ChannelSettingsDialog')).ChannelSettingsDialog, address: OF_CHANNEL },
    add_people: { load: async () => (await import('./AddPeopleDialog')).AddPeopleDialog, address: OF_CHANNEL },
    conversation_menu: { load: async () => (await import('./ConversationMenu')).ConversationMenu },
    leave_channel: { load: async () => (await import('./ChannelQuestions')).LeaveDialog },
    archive_channel: { load: async () => (await import('./ChannelQuestions')).ArchiveDialog },
    hand_over: { load: async () => (await import('./ChannelQuestions')).HandOverDialog },
    convert_group: { load: async () => (await import('./ConvertGroupDialog')).ConvertGroupDialog, address: OF_CHANNEL },
    remove_member: { load: async () => (await import('./ChannelQuestions')).RemoveMemberDialog },
  },
  panes: {
    members: {
      title: (words) => channelsWords.in(words).members.title,
      load: async () => (await import('./MembersPane')).MembersPane,
      address: NAME_ONLY,
      shortcut: 'm',
    },
  },
};
