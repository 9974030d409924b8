// The begun message of a conversation: kept at every keystroke, found again after anything, and the same
// in every tab.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

import type { ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { changeText } from '../../shared/writing/undoable';

interface BegunMessage {
  text: string;
  setText(text: string): void;
  /** Nothing is begun any more. */
  clear(): void;
}

/** `field` is what it is written in, `replyToId` the message that the text answers. */
export function useDraft(field: RefObject<HTMLTextAreaElement | null>, conversation: ConversationKey, replyToId: number | null): BegunMessage {
  const session = useSession();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const [text, show] = useState(() => session.drafts.get(me, conversation)?.text ?? '');

  const setText = useCallback(
    (next: string) => {
      show(next);
      session.drafts.set(me, conversation, { text: next, replyToId });
    },
    [session, me, conversation, replyToId],
  );

  const clear = useCallback(() => {
    show('');
    session.drafts.set(me, conversation, { text: '', replyToId: null });
    dispatch({ type: 'reply_ended', conversation });
  }, [session, dispatch, me, conversation]);

  const findReply = useCallback(() => {
    const messageId = session.drafts.get(me, conversation)?.replyToId ?? null;
    dispatch(messageId === null ? { type: 'reply_ended', conversation } : { type: 'reply_found', conversation, messageId });
  }, [session, dispatch, me, conversation]);

  // Before anybody can type: the next key would keep the draft without it.
  useLayoutEffect(findReply, [findReply]);

  // What was started or given up here is kept. What is kept already was done in another tab: to write
  // that back could undo what is typed there right now.
  const lastReply = useRef(replyToId);
  useEffect(() => {
    if (lastReply.current === replyToId) return;
    lastReply.current = replyToId;
    const kept = session.drafts.get(me, conversation);
    if ((kept?.replyToId ?? null) !== replyToId) session.drafts.set(me, conversation, { text: kept?.text ?? '', replyToId });
  }, [session, me, conversation, replyToId]);

  useEffect(
    () =>
      session.drafts.watch(me, conversation, (restored) => {
        const kept = session.drafts.get(me, conversation)?.text ?? '';
        findReply();
        // In a way that undo knows of, which takes the focus: not what is written in another tab.
        if (restored && field.current) changeText(field.current, kept);
        else show(kept);
      }),
    [field, session, me, conversation, findReply],
  );

  return { text, setText, clear };
}
