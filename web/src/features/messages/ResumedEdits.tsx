// Opens a message again whose edit was begun before the page was loaded: the words of it are kept, and shown nowhere else.

import { useEffect, useMemo, useRef } from 'react';

import { placesOf } from '../../core/drafts/places';
import { channelKey, threadKey, type ConversationKey } from '../../core/store/conversation';
import { editableSince, mayEdit, postingRight } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';

type Kept = ReadonlySet<string>;

export function ResumedEdits() {
  const { drafts } = useSession();
  const me = useChat((state) => state.me?.username ?? '');
  // As of now: those that are begun later stay open by themselves.
  const kept = useMemo<Kept>(() => new Set(placesOf(drafts, me).filter((place) => place.startsWith('edit.'))), [drafts, me]);
  const channelId = useView(({ route }) => route.channelId);
  const threadId = useView(({ pane }) => (pane?.name === 'thread' ? pane.threadId : null));
  if (kept.size === 0) return null;
  return (
    <>
      {channelId !== null && <Resumed key={channelId} conversation={channelKey(channelId)} kept={kept} />}
      {threadId !== null && <Resumed key={`thread ${threadId}`} conversation={threadKey(threadId)} kept={kept} />}
    </>
  );
}

/** Once, with the first messages: what is loaded later is what the user has gone on to. */
function Resumed({ conversation, kept }: { conversation: ConversationKey; kept: Kept }) {
  const { drafts, store } = useSession();
  const dispatch = useViewDispatch();
  const loaded = useChat((state) => (state.timelines[conversation]?.messages.length ?? 0) > 0);
  const editing = useView(({ conversations }) => conversations[conversation]?.editing ?? null);
  const looked = useRef(false);
  useEffect(() => {
    if (!loaded || looked.current) return;
    looked.current = true;
    const { state } = store;
    const messageId = latest(state, conversation, (id) => kept.has(`edit.${id}`) && drafts.get(state.me?.username ?? '', `edit.${id}`) !== null);
    if (editing === null && messageId !== undefined) dispatch({ type: 'edit_started', conversation, messageId });
  }, [loaded, editing, drafts, store, conversation, kept, dispatch]);
  return null;
}

/** The last message that the user may still change, of those that are begun. */
function latest(state: ChatState, conversation: ConversationKey, isBegun: (id: number) => boolean): number | undefined {
  const { me, channels, permissions, timelines } = state;
  const since = editableSince(state);
  const found = timelines[conversation]?.messages.findLast((message) => isBegun(message.id) && mayEdit(message, me, since));
  const channel = channels[found?.channelId ?? 0];
  return channel !== undefined && postingRight(channel, permissions) === 'allowed' ? found?.id : undefined;
}
