// What shows itself over the conversation, e.g. a sheet of actions, and is a step to go back from on a phone, as dialogs are.

import { useCallback, useEffect, useRef } from 'react';

import { byTouch } from '../touch';
import type { Dialog } from './state';
import { useView, useViewDispatch, useViewNow } from './view';

declare module './state' {
  interface Dialogs {
    /** Has no view of its own. */
    layer: object;
  }
}

/** Calls `onClose` when Back takes the layer away. Returns what closes it otherwise. Over a dialog it is no step: Back takes away both. */
export function useLayer(onClose: () => void): () => void {
  const dispatch = useViewDispatch();
  const now = useViewNow();
  const shown = useView((view) => view.dialog?.name === 'layer');
  const was = useRef(false);
  const leave = useCallback((): void => {
    was.current = false;
    if (now().dialog?.name === 'layer') dispatch({ type: 'dialog_closed' });
  }, [dispatch, now]);
  useEffect(() => {
    if (byTouch() && now().dialog === null) dispatch({ type: 'dialog_opened', dialog: { name: 'layer' } satisfies Dialog });
    return leave;
  }, [dispatch, now, leave]);
  useEffect(() => {
    if (was.current && !shown) onClose();
    was.current = shown;
  }, [shown, onClose]);
  return useCallback((): void => {
    leave();
    onClose();
  }, [leave, onClose]);
}
