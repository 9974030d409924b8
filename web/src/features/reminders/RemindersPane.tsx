// The reminders of the user, the earliest first; a click leads to the message.

import { mdiAlarmOff, mdiClockEditOutline } from '@mdi/js';
import { useState } from 'react';

import type { Reminder } from '../../core/protocol/generated';
import { cancelReminder, remind } from '../../core/session/reminders';
import { useChat, useSession } from '../../shared/hooks/client';
import { useOpenMessage } from '../../shared/hooks/useOpenMessage';
import { useNotify } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { besideItem, MessageItem } from '../../shared/ui/MessageItem';
import { PaneList } from '../../shared/ui/PaneList';
import { useUndo } from '../../shared/ui/useUndo';
import { TimeDialog } from '../../shared/moments/TimeDialog';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { useWords } from './dialog-words';
import { choices } from './RemindDialog';
import styles from './RemindDialog.module.css';

export function RemindersPane() {
  const words = useWords();
  const reminders = useChat((state) => state.reminders);
  const known = useChat((state) => state.remindersKnown);
  return (
    <PaneList none={words.reminders.none} hint={words.reminders.noneHint} loading={!known}>
      {reminders.map((reminder) => (
        <Item key={reminder.messageId} reminder={reminder} />
      ))}
    </PaneList>
  );
}

function Item({ reminder: { messageId, message, at } }: { reminder: Reminder }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const offerUndo = useUndo();
  const futureTime = useFutureTime();
  const open = useOpenMessage();
  const [moving, setMoving] = useState(false);
  const cancel = async (button: HTMLElement): Promise<void> => {
    const next = besideItem(button);
    try {
      await cancelReminder(session, messageId);
      offerUndo(words.reminders.cancelled, () => remind(session, messageId, at));
      next?.focus();
    } catch (thrown) {
      notify.failure(thrown);
    }
  };
  const due = words.reminders.at(futureTime(at));
  const cancelButton = (
    <IconButton size="small" aria-label={words.reminders.cancel} title={words.reminders.cancel} onClick={(event) => void cancel(event.currentTarget)}>
      <Icon path={mdiAlarmOff} size={18} />
    </IconButton>
  );
  if (message === undefined) {
    return (
      <li className={styles.unseen}>
        <span>
          {words.reminders.unseen} {due}
        </span>
        {cancelButton}
      </li>
    );
  }
  return (
    <MessageItem message={message} note={due} onOpen={() => open(message)}>
      <IconButton size="small" aria-label={words.reminders.move} title={words.reminders.move} onClick={() => setMoving(true)}>
        <Icon path={mdiClockEditOutline} size={18} />
      </IconButton>
      {cancelButton}
      {moving && (
        <TimeDialog
          title={words.reminders.move}
          action={words.save}
          choices={choices}
          initial={at}
          onPick={(wanted) => remind(session, messageId, wanted).then(() => setMoving(false), notify.failure)}
          onClose={() => setMoving(false)}
        />
      )}
    </MessageItem>
  );
}
