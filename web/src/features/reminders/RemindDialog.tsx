// When to be reminded of a message; one that is set can be moved or cancelled.

import type { Message } from '../../core/protocol/generated';
import { cancelReminder, remind } from '../../core/session/reminders';
import { reminderOf } from '../../core/store/slices/reminders';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { TimeDialog } from '../../shared/moments/TimeDialog';
import { useUndo } from '../../shared/ui/useUndo';
import { in1Hour, in20Minutes, nextMonday, tomorrow, type Moment } from '../../shared/moments/moments';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { useWords } from './dialog-words';
import styles from './RemindDialog.module.css';

export const choices = (now: number): readonly Moment[] => [in20Minutes(now), in1Hour(now), tomorrow(now), nextMonday(now)];

export function RemindDialog({ message: { id } }: { message: Message }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const offerUndo = useUndo();
  const futureTime = useFutureTime();
  const at = useChat((state) => reminderOf(state, id));
  const run = (done: Promise<void>, say: () => void): void => {
    const end = (): void => {
      dispatch({ type: 'dialog_closed' });
      say();
    };
    done.then(end, notify.failure);
  };
  return (
    <TimeDialog
      title={words.reminders.remind}
      action={words.reminders.set}
      choices={choices}
      {...(at !== null && { initial: at })}
      onPick={(wanted) => run(remind(session, id, wanted), () => notify.info(words.reminders.at(futureTime(wanted))))}
    >
      {at !== null && (
        <div className={styles.set}>
          <span>{words.reminders.at(futureTime(at))}</span>
          <Button size="small" color="error" onClick={() => run(cancelReminder(session, id), () => offerUndo(words.reminders.cancelled, () => remind(session, id, at)))}>
            {words.reminders.cancel}
          </Button>
        </div>
      )}
    </TimeDialog>
  );
}
