// The bell above everything: how much there is unread of what one was notified of, and the way to it.

import { mdiBellOutline } from '@mdi/js';

import { useChat } from '../../shared/hooks/client';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { capped } from '../../shared/words/capped';
import { useWords } from './words';
import styles from './Bell.module.css';

export function Bell() {
  const { notifications } = useWords();
  const dispatch = useViewDispatch();
  const count = useChat((state) => state.unreadNotifications);
  const open = useView((view) => view.pane?.name === 'notifications');
  const label = count > 0 ? notifications.unread(capped(count)) : notifications.title;
  return (
    <button
      type="button"
      data-opens-pane
      aria-pressed={open}
      aria-label={label}
      title={label}
      onClick={() => dispatch({ type: 'pane_toggled', pane: { name: 'notifications' } })}
    >
      <span className={styles.bell}>
        <Icon path={mdiBellOutline} />
        {count > 0 && (
          <span className={styles.badge} aria-hidden="true">
            {capped(count)}
          </span>
        )}
      </span>
    </button>
  );
}
