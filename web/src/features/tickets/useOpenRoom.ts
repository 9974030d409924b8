// Opens the conversation of a ticket on this page.

import { useCallback } from 'react';

import { openRoom } from '../../core/session/ticket-room';
import { useSession } from '../../shared/hooks/client';
import { useNavigate, useNotify, useViewDispatch } from '../../shared/hooks/view/view';

/** There is room for the ticket beside it. */
export const BESIDE = '(min-width: 1200px)';

export function useOpenRoom(): (number: string) => Promise<void> {
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  return useCallback(
    async (number) => {
      try {
        const { id } = await openRoom(session, number);
        navigate({ channelId: id, seq: null });
        if (window.matchMedia(BESIDE).matches) dispatch({ type: 'pane_opened', pane: { name: 'ticket' } });
      } catch (thrown) {
        notify.failure(thrown);
      }
    },
    [session, navigate, notify, dispatch],
  );
}
