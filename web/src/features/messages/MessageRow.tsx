// One row of the list: dividers above it, and the message itself.

import { mdiChevronDown } from '@mdi/js';
import type { ReactNode } from 'react';

import { dayName } from '../../shared/words/times';
import { useNow } from '../../shared/hooks/useNow';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './words';
import type { Row } from './rows';
import styles from './MessageList.module.css';

function channelIdOf({ content }: Row): number | null {
  return content.kind === 'message' ? content.message.channelId : null;
}

export function MessageRow({ row, children }: { row: Row; children: ReactNode }) {
  return (
    <>
      {row.day !== null && <DayDivider at={row.day} channelId={channelIdOf(row)} />}
      {row.startsNew && <NewDivider />}
      {children}
    </>
  );
}

/** Also leads to other days. */
function DayDivider({ at, channelId }: { at: number; channelId: number | null }) {
  const conversation = useConversationKey();
  const dispatch = useViewDispatch();
  const words = useWords();
  const now = useNow();
  return (
    <div className={styles.day}>
      <button type="button" aria-haspopup="dialog" data-date={dayName(at, 0, words)} title={words.messages.jumpToDate} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'jump_to_date', conversation, channelId, at } })}>
        {dayName(at, now, words)}
        <Icon path={mdiChevronDown} size={16} />
      </button>
    </div>
  );
}

function NewDivider() {
  const words = useWords();
  return (
    <div className={styles.new} data-new-line>
      <span>{words.messages.new}</span>
    </div>
  );
}
