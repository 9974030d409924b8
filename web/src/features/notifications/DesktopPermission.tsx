// Whether this browser shows notifications: the button that asks for it, or why it does not.

import { mdiAlertCircleOutline, mdiCheck } from '@mdi/js';

import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './pane-words';
import { askForPermission, useDesktopPermission } from './permission';
import styles from './Settings.module.css';

export function DesktopPermission() {
  const { settings } = useWords();
  const permission = useDesktopPermission();
  if (permission === 'default') {
    return (
      <div className={styles.permission}>
        <p>{settings.permission.default}</p>
        <Button variant="outlined" onClick={() => void askForPermission()}>
          {settings.allow}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.permission} role="status">
      <Icon path={permission === 'granted' ? mdiCheck : mdiAlertCircleOutline} size={18} />
      <p>{settings.permission[permission]}</p>
    </div>
  );
}
