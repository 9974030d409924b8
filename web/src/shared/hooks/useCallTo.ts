// Calls somebody: opens the conversation with them, and what comes before a call.

import { useCallback } from 'react';

import { useRegistry } from '../registry/registry';
import { useChat, useSession } from './client';
import { useNavigate, useNotify, useViewDispatch } from './view/view';

/** `null` where the user may not. */
export function useCallTo(): ((username: string) => Promise<void>) | null {
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const { CallInitiator } = useRegistry().views;
  const may = useChat((state) => state.permissions.includes('call.audio')) && CallInitiator !== undefined;
  const call = useCallback(
    async (username: string) => {
      try {
        const channel = await session.openDirect([username]);
        navigate({ channelId: channel.id, seq: null });
        dispatch({ type: 'dialog_opened', dialog: { name: 'call', channelId: channel.id, callType: 'audio' } });
      } catch (thrown) {
        notify.failure(thrown);
      }
    },
    [session, navigate, notify, dispatch],
  );
  return may ? call : null;
}
