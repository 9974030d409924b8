// Short messages in passing. News goes by itself, or once the button behind it closes it; an error stays until it is
// closed, the conversation that it came in is left, or the connection that it tells of is back.

import { mdiClose } from '@mdi/js';
import { useEffect } from 'react';

import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import type { Notice } from '../../shared/hooks/view/state';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './words';
import styles from './Notices.module.css';

const SHOWN_MS = 6000;

export function Notices() {
  const notices = useView((view) => view.notices);
  const dispatch = useViewDispatch();
  const online = useChat((state) => state.phase.name === 'online');
  useEffect(() => {
    if (online) dispatch({ type: 'reconnected' });
  }, [online, dispatch]);
  const rows = (wanted: Notice['severity']) =>
    notices.filter(({ severity }) => severity === wanted).map((notice) => <Row key={notice.id} notice={notice} />);
  return (
    <div className={styles.place}>
      <div role="alert">{rows('error')}</div>
      <div role="status">{rows('info')}</div>
    </div>
  );
}

function Row({ notice: { id, text, severity, more } }: { notice: Notice }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  useEffect(() => {
    if (severity === 'error' || more) return undefined;
    const timer = setTimeout(() => dispatch({ type: 'notice_closed', id }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, severity, more, dispatch]);
  return (
    <div className={`${styles.notice} ${severity === 'error' ? styles.error : ''}`}>
      <span>{text}</span>
      {more}
      <button type="button" aria-label={words.close} onClick={() => dispatch({ type: 'notice_closed', id })}>
        <Icon path={mdiClose} size={18} />
      </button>
    </div>
  );
}
