// Says what was done, with a button that takes it back. Loaded with what can be taken back.

import { useCallback, useState } from 'react';

import { useNotify, useViewDispatch, useViewNow } from '../hooks/view/view';
import { useWords } from './undo-words';
import styles from './Undo.module.css';

/** Only the latest can be taken back: what is said of it takes the place of what was said before. */
const TOPIC = 'undo';

/** Says that something is `done`. If `undo` rejects, the reason is shown. */
export function useUndo(): (done: string, undo: () => Promise<unknown> | void) => void {
  const notify = useNotify();
  return useCallback((done, undo) => notify.info(done, TOPIC, <UndoButton key={Date.now()} onUndo={undo} />), [notify]);
}

function UndoButton({ onUndo }: { onUndo(): Promise<unknown> | void }) {
  const { undo } = useWords();
  const notify = useNotify();
  const now = useViewNow();
  const dispatch = useViewDispatch();
  const [busy, setBusy] = useState(false);
  async function take(): Promise<void> {
    setBusy(true);
    try {
      await onUndo();
      const notice = now().notices.find(({ topic }) => topic === TOPIC);
      if (notice !== undefined) dispatch({ type: 'notice_closed', id: notice.id });
    } catch (thrown) {
      notify.failure(thrown);
      setBusy(false);
    }
  }
  return (
    <div className={styles.undoing}>
      <button type="button" className={styles.undo} disabled={busy} onClick={() => void take()}>
        {undo}
      </button>
    </div>
  );
}
