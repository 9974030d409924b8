// In place of the box where the user may not write: why, and what to do.

import { useEffect, useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { ChannelView, Message } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import type { PostingRight } from '../../core/store/selectors';
import { rightsIn } from '../../shared/hooks/rights';
import { useBringBack } from '../../shared/hooks/useBringBack';
import { useChat, useSession } from '../../shared/hooks/client';
import { useWords as useUnarchiveWords } from '../../shared/words/unarchive-words';
import { useConversation, useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify, useView } from '../../shared/hooks/view/view';
import { useWords } from './format-words';
import styles from './MessageInput.module.css';

interface NoPostingProps {
  channel: ChannelView;
  right: Exclude<PostingRight, 'allowed'>;
}

/** Whether Orvale has deleted the ticket of a conversation, as its latest lines say. */
function isDeleted(messages: readonly Message[] = []): boolean {
  const last = messages.findLast(({ system }) => system?.event === 'ticket_status' || system?.event === 'ticket_deleted');
  return last?.system?.event === 'ticket_deleted';
}

/** On arrival the focus is lost with the box of the conversation before: the messages take it, so that the keys read on there. */
function useListFocus(): void {
  const conversation = useConversationKey();
  const visit = useConversation((view) => view.visit);
  // On a page that has just been opened, reading begins at its top.
  const came = useView((view) => view.visit > 0 && view.dialog === null);
  const loaded = useChat((state) => (state.timelines[conversation]?.messages.length ?? 0) > 0);
  useEffect(() => {
    if (came && loaded && document.activeElement === document.body) document.querySelector<HTMLElement>(`[role=log][data-conversation="${conversation}"]`)?.focus({ preventScroll: true });
  }, [conversation, visit, came, loaded]);
}

export function NoPosting({ channel, right }: NoPostingProps) {
  useListFocus();
  const words = useWords();
  const { archive: unarchiving } = useUnarchiveWords();
  const session = useSession();
  const notify = useNotify();
  const permissions = useChat((state) => state.permissions);
  const bringBack = useBringBack(channel);
  const deleted = useChat((state) => isDeleted(state.timelines[channelKey(channel.id)]?.messages));
  const [joining, setJoining] = useState(false);
  const reasons: Record<NoPostingProps['right'], string> = {
    ...words.barred,
    not_member: words.barred.not_member(channel.name),
    // That of a ticket follows the ticket.
    archived: channel.ticket === undefined ? words.barred.archived : deleted ? words.barred.deleted : words.barred.completed,
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
            {unarchiving.undo}
          </Button>
        )}
      </div>
    </div>
  );
}
