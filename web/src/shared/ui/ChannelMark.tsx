// The mark before a conversation's title: # for public, a lock for private, a ticket for a ticket's, a box for archived, the other
// person's presence for direct, people for a group, a sheet for one's notes.

import { mdiAccountMultipleOutline, mdiArchiveOutline, mdiLockOutline, mdiNoteTextOutline, mdiPound, mdiTicketOutline } from '@mdi/js';

import type { ChannelView } from '../../core/protocol/generated';
import { isNotes, partnersOf } from '../../core/store/selectors';
import { useChat } from '../hooks/client';
import { UserPresence } from './UserPresence';
import styles from './ChannelMark.module.css';
import { Icon } from './Icon';

export function ChannelMark({ channel }: { channel: ChannelView }) {
  const me = useChat((state) => state.me);
  if (channel.type !== 'direct') {
    const secret = channel.ticket === undefined ? mdiLockOutline : mdiTicketOutline;
    const open = channel.type === 'private' ? secret : mdiPound;
    return (
      <span className={styles.mark}>
        <Icon path={channel.active ? open : mdiArchiveOutline} size={16} />
      </span>
    );
  }
  const [partner] = partnersOf(channel, me);
  return (
    <span className={styles.mark}>
      {!channel.group && !isNotes(channel) && partner !== undefined ? (
        <UserPresence username={partner} />
      ) : (
        <Icon path={isNotes(channel) ? mdiNoteTextOutline : mdiAccountMultipleOutline} size={17} />
      )}
    </span>
  );
}
