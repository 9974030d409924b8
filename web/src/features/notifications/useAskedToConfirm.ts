// Asks at once about a message that notifies many people, where it was written. It waits in its conversation, too.

import { useEffect, useRef } from 'react';

import { useChat } from '../../shared/hooks/client';
import { useView, useViewDispatch, useViewNow } from '../../shared/hooks/view/view';

export function useAskedToConfirm(): void {
  const dispatch = useViewDispatch();
  const outgoing = useChat((state) => state.outgoing);
  const now = useViewNow();
  const free = useView((view) => view.dialog === null);
  /** Those that were on their way since the page was opened: what was refused before is not asked about again. */
  const sent = useRef(new Set<string>());
  useEffect(() => {
    for (const { clientId, status } of outgoing) if (status !== 'failed') sent.current.add(clientId);
    const waiting = outgoing.find(({ clientId, error }) => error?.recipients !== undefined && sent.current.has(clientId));
    // A dialog may have been opened just before this runs.
    if (waiting === undefined || !free || now().dialog !== null) return;
    sent.current.delete(waiting.clientId);
    dispatch({ type: 'dialog_opened', dialog: { name: 'notify_many', clientId: waiting.clientId } });
  }, [outgoing, free, now, dispatch]);
}
