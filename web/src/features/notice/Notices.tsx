// Short messages in passing, at the top of the conversation.

import { mdiClose } from '@mdi/js';
import { useEffect } from 'react';

import { Icon } from '../../shared/ui/Icon';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './words';
import styles from './Notices.module.css';

const SHOWN_MS = 6000;

export function Notices() {
  const words = useWords();
  const notice = useView((view) => view.notice);
  const dispatch = useViewDispatch();
  const id = notice?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => dispatch({ type: 'notice_closed' }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, dispatch]);
  return (
    <div className={styles.place} role={notice?.severity === 'error' ? 'alert' : 'status'}>
      {notice !== null && (
        <div key={notice.id} className={`${styles.notice} ${notice.severity === 'error' ? styles.error : ''}`}>
          <span>{notice.text}</span>
          <button type="button" aria-label={words.close} onClick={() => dispatch({ type: 'notice_closed' })}>
            <Icon path={mdiClose} size={18} />
          </button>
        </div>
      )}
    </div>
  );
}
