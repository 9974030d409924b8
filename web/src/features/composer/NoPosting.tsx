// In place of the box where the user may not write: why, and what to do.

import { useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import type { PostingRight } from '../../core/store/selectors';
import { rightsIn } from '../../shared/hooks/rights';
import { useBringBack } from '../../shared/hooks/useBringBack';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';
import styles from './MessageInput.module.css';

interface NoPostingProps {
  channel: ChannelView;
  right: Exclude<PostingRight, 'allowed'>;
}

export function NoPosting({ channel, right }: NoPostingProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const permissions = useChat((state) => state.permissions);
  const bringBack = useBringBack(channel);
  const [joining, setJoining] = useState(false);
  const reasons: Record<NoPostingProps['right'], string> = {
    not_member: words.channel.notMember(channel.name),
    // That of a ticket follows the ticket.
    archived: channel.ticket === undefined ? words.channel.archived : words.channel.ticketCompleted,
    read_only: words.channel.readOnly,
    silenced: words.channel.silenced,
  };

  async function join(): Promise<void> {
    setJoining(true);
    try {
      await session.join(channel.id);
    } catch (thrown) {
      notify.failure(thrown);
      setJoining(false);
    }
  }

  return (
    <div className={styles.composer}>
      <div className={styles.barred}>
        <span>{reasons[right]}</span>
        {right === 'not_member' && (
          <Button variant="contained" size="small" disabled={joining} onClick={() => void join()}>
            {words.channel.join}
          </Button>
        )}
        {right === 'archived' && channel.ticket === undefined && rightsIn(channel, permissions).archive && (
          <Button variant="outlined" size="small" onClick={() => void bringBack()}>
            {words.channel.unarchive}
          </Button>
        )}
      </div>
    </div>
  );
}
