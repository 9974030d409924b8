// What waits to be sent in a conversation whose messages are not loaded.

import { useMemo } from 'react';

import { outgoingOf } from '../../core/store/selectors';
import { sameItems, useChat } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useWords } from './words';
import { OutgoingBubble } from './OutgoingBubble';
import { Rows } from './rows';
import styles from './MessageArea.module.css';

/** Nothing when nothing waits. `title` is the conversation's name, without `#`. */
export function OutgoingList({ title }: { title: string }) {
  const words = useWords();
  const conversation = useConversationKey();
  const outgoing = useChat((state) => outgoingOf(state, conversation), sameItems);
  const me = useChat((state) => state.me?.username ?? '');
  const rows = useMemo(() => new Rows([], outgoing, me, null), [outgoing, me]);
  if (outgoing.length === 0) return null;
  return (
    // A log that scrolls must take the focus, or the keyboard cannot read it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.outgoing} role="log" aria-live="off" aria-label={words.messages.label(title)} tabIndex={0}>
      <div>
        {outgoing.map((one, index) => (
          <OutgoingBubble key={one.clientId} outgoing={one} startsGroup={rows.at(index)?.startsGroup ?? true} />
        ))}
      </div>
    </div>
  );
}
