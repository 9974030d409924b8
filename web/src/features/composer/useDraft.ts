// The begun message of a channel: kept at every keystroke, found again after anything, and the same
// in every tab.

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { useChat, useSession } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';

interface BegunMessage {
  text: string;
  setText(text: string): void;
  /** Nothing is begun any more. */
  clear(): void;
}

/** `replyToId` is the message that the text answers. */
export function useDraft(channelId: number, replyToId: number | null): BegunMessage {
  const session = useSession();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const [text, show] = useState(() => session.drafts.get(me, channelId)?.text ?? '');

  const setText = useCallback(
    (next: string) => {
      show(next);
      session.drafts.set(me, channelId, { text: next, replyToId });
    },
    [session, me, channelId, replyToId],
  );

  const clear = useCallback(() => {
    show('');
    session.drafts.set(me, channelId, { text: '', replyToId: null });
    dispatch({ type: 'reply_ended', channelId });
  }, [session, dispatch, me, channelId]);

  const findReply = useCallback(() => {
    const messageId = session.drafts.get(me, channelId)?.replyToId ?? null;
    dispatch(messageId === null ? { type: 'reply_ended', channelId } : { type: 'reply_found', channelId, messageId });
  }, [session, dispatch, me, channelId]);

  // Before anybody can type: the next key would keep the draft without it.
  useLayoutEffect(findReply, [findReply]);

  // What was started or given up here is kept. What is kept already was done in another tab: to write
  // that back could undo what is typed there right now.
  const lastReply = useRef(replyToId);
  useEffect(() => {
    if (lastReply.current === replyToId) return;
    lastReply.current = replyToId;
    const kept = session.drafts.get(me, channelId);
    if ((kept?.replyToId ?? null) !== replyToId) session.drafts.set(me, channelId, { text: kept?.text ?? '', replyToId });
  }, [session, me, channelId, replyToId]);

  useEffect(
    () =>
      session.drafts.watch(me, channelId, () => {
        show(session.drafts.get(me, channelId)?.text ?? '');
        findReply();
      }),
    [session, me, channelId, findReply],
  );

  return { text, setText, clear };
}
