// Opens the conversation with somebody, or with several.

import { useCallback } from 'react';

import { useSession } from './client';
import { useNavigate, useNotify } from './view/view';

export function useTalkTo(): (usernames: readonly string[]) => void {
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  return useCallback(
    (usernames) => {
      session.openDirect(usernames).then((channel) => navigate({ channelId: channel.id, seq: null }), notify.failure);
    },
    [session, navigate, notify],
  );
}
