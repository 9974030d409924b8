// The begun message of a channel: kept at every keystroke, found again after anything, and the same
// in every tab.

import { useCallback, useEffect, useRef, useState } from 'react';

import { watchDraft } from '../../core/drafts/drafts';
import type { Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../client/client';
import { useViewDispatch } from '../view/view';

export function useDraft(channelId: number, reply: Message | null): [string, (text: string) => void] {
  const session = useSession();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const [text, setText] = useState(() => session.drafts.get(me, channelId)?.text ?? '');
  const replyToId = reply?.id ?? null;

  const change = useCallback(
    (next: string) => {
      setText(next);
      session.drafts.set(me, channelId, { text: next, replyToId });
    },
    [session, me, channelId, replyToId],
  );

  /** The message that the draft answers, where it is loaded. */
  const answered = useCallback(() => {
    const kept = session.drafts.get(me, channelId)?.replyToId ?? null;
    return session.store.state.timelines[channelId]?.messages.find((loaded) => loaded.id === kept);
  }, [session, me, channelId]);

  // What the draft answered is found again where it is still known.
  useEffect(() => {
    const message = answered();
    if (message !== undefined) dispatch({ type: 'reply_started', message });
    // Once, when the box appears.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

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
      watchDraft(me, channelId, () => {
        setText(session.drafts.get(me, channelId)?.text ?? '');
        const message = answered();
        dispatch(message === undefined ? { type: 'reply_ended', channelId } : { type: 'reply_started', message });
      }),
    [session, dispatch, me, channelId, answered],
  );

  return [text, change];
}
