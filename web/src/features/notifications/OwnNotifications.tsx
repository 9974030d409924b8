// Do not disturb in one's profile, with the way to the other settings of notifications.

import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { useLeave } from '../../shared/ui/SettingsFrame';
import { DoNotDisturbField } from './DoNotDisturbField';
import { useWords } from './pane-words';
import styles from './Settings.module.css';

export function OwnNotifications() {
  const { settings } = useWords();
  const dispatch = useViewDispatch();
  const leave = useLeave();
  return (
    <div className={styles.inProfile}>
      <DoNotDisturbField />
      <Button size="small" onClick={() => leave(() => dispatch({ type: 'dialog_opened', dialog: { name: 'preferences' } }))}>
        {settings.open}
      </Button>
    </div>
  );
}
