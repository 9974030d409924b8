// What one was notified of, the latest first; a click leads to the message in its place.

import { mdiCheckAll, mdiCogOutline } from '@mdi/js';
import { useState } from 'react';

import type { NotificationKind } from '../../core/protocol/generated';
import { CENTRE } from '../../core/session/notifications';
import { together } from '../../core/store/together';
import { useChat } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { PaneEmpty } from '../../shared/ui/PaneEmpty';
import { Entry } from './Entry';
import { useWords } from './pane-words';
import { useNotifications } from './useNotifications';
import styles from './NotificationsPane.module.css';

const FILTERS = {
  all: CENTRE,
  mentions: ['mention', 'keyword'],
  threads: ['thread_reply'],
  reactions: ['reaction'],
} as const satisfies Record<string, readonly NotificationKind[]>;

type Filter = keyof typeof FILTERS;

export function NotificationsPane() {
  const { notifications, settings, errors } = useWords();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [filter, setFilter] = useState<Filter>('all');
  const { items, loading, stale, error, more, isUnread, open, readAll } = useNotifications(FILTERS[filter]);
  const anyUnread = useChat((state) => state.unreadNotifications > 0);
  return (
    <div className={styles.centre}>
      <div className={styles.bar}>
        <div className={styles.filters} role="group" aria-label={notifications.filters}>
          {(Object.keys(FILTERS) as Filter[]).map((name) => (
            <button key={name} type="button" className={styles.filter} aria-pressed={name === filter} onClick={() => setFilter(name)}>
              {notifications[name]}
            </button>
          ))}
        </div>
        {/* It stays in its place, and keeps the focus. */}
        <IconButton aria-label={notifications.readAll} title={notifications.readAll} aria-disabled={!anyUnread} onClick={() => anyUnread && void readAll().catch(notify.failure)}>
          <Icon path={mdiCheckAll} />
        </IconButton>
        <IconButton aria-label={settings.open} title={settings.open} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'preferences' } })}>
          <Icon path={mdiCogOutline} />
        </IconButton>
      </div>
      {(error !== null || items.length === 0) && <PaneEmpty loading={loading} problem={error && errors[error]} none={filter === 'all' ? notifications.none : notifications.noneOfKind} hint={filter === 'all' ? notifications.noneHint : null} />}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <ul className={styles.list} aria-busy={loading} data-stale={stale || undefined}>
            {together(items).map((entry) => (
              <Entry key={entry[0].seq} items={entry} unread={entry.some(isUnread)} onOpen={() => open(entry)} />
            ))}
          </ul>
          {more !== null && <Button onClick={more}>{notifications.more}</Button>}
        </div>
      )}
    </div>
  );
}
