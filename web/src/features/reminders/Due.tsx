// When the user is reminded of a message; opens the dialog that changes it.

import { mdiAlarm } from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './dialog-words';
import styles from './ReminderDue.module.css';

export function Due({ message, at }: { message: Message; at: number }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const futureTime = useFutureTime();
  return (
    <div className={styles.due}>
      <Button size="small" startIcon={<Icon path={mdiAlarm} size={16} />} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'remind', message } })}>
        {words.reminders.at(futureTime(at))}
      </Button>
    </div>
  );
}
