// Whichever dialog is open. Loaded with the first one.

import type { ReactNode } from 'react';

import { AddPeopleDialog } from '../features/channels/AddPeopleDialog';
import { ArchiveDialog, LeaveDialog, RemoveMemberDialog } from '../features/channels/ChannelQuestions';
import { BrowseDialog } from '../features/channels/BrowseDialog';
import { ChannelSettingsDialog } from '../features/channels/ChannelSettingsDialog';
import { CreateChannelDialog } from '../features/channels/CreateChannelDialog';
import { LogoutDialog } from '../features/login/LogoutDialog';
import { DeleteDialog } from '../features/messages/DeleteDialog';
import { NewDirectDialog } from '../features/people/NewDirectDialog';
import { ProfileDialog } from '../features/presence/ProfileDialog';
import { ShortcutSheet } from '../features/shortcuts/ShortcutSheet';
import { Switcher } from '../features/switcher/Switcher';
import type { Dialog } from '../features/view/state';

export default function Dialogs({ dialog, onSignedOut }: { dialog: Dialog; onSignedOut(): void }): ReactNode {
  switch (dialog.name) {
    case 'switcher':
      return <Switcher />;
    case 'browse':
      return <BrowseDialog />;
    case 'create_channel':
      return <CreateChannelDialog />;
    case 'people':
      return <NewDirectDialog usernames={dialog.chosen ?? []} />;
    case 'profile':
      return <ProfileDialog />;
    case 'shortcuts':
      return <ShortcutSheet />;
    case 'logout':
      return <LogoutDialog onSignedOut={onSignedOut} />;
    case 'channel_settings':
      return <ChannelSettingsDialog channelId={dialog.channelId} />;
    case 'add_people':
      return <AddPeopleDialog channelId={dialog.channelId} />;
    case 'leave_channel':
      return <LeaveDialog channel={dialog.channel} />;
    case 'archive_channel':
      return <ArchiveDialog channel={dialog.channel} />;
    case 'remove_member':
      return <RemoveMemberDialog channel={dialog.channel} member={dialog.member} />;
    case 'delete_message':
      return <DeleteDialog message={dialog.message} />;
  }
}
