// Goes to what was found: to a conversation, or to a message in its place, which may be a thread.

import { useCallback } from 'react';

import { isOnlyInThread } from '../../core/store/timeline';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { useNavigate, useView, useViewDispatch } from '../../shared/hooks/view/view';
import type { Option } from './options';

/** Where the pane lies over the conversation. */
const COVERS = '(max-width: 1080px)';

export function useOpenHit(): (option: Extract<Option, { kind: 'hit' | 'target' }>) => void {
  const navigate = useNavigate();
  const talkTo = useTalkTo();
  const dispatch = useViewDispatch();
  const route = useView((view) => view.route);
  return useCallback(
    (option) => {
      if (option.kind === 'hit') {
        const { message } = option.hit;
        const { channelId, threadId, seq } = message;
        if (threadId !== undefined && isOnlyInThread(message)) {
          navigate(route.channelId === channelId ? route : { channelId, seq: null }, 'new', { name: 'thread', threadId, seq });
          return;
        }
        navigate({ channelId, seq });
      } else if (option.target.kind === 'channel') {
        navigate({ channelId: option.target.channel.id, seq: null });
      } else {
        talkTo([option.target.person.username]);
      }
      // Back opens it again.
      if (window.matchMedia(COVERS).matches) dispatch({ type: 'pane_closed' });
    },
    [navigate, talkTo, dispatch, route],
  );
}
