// Which conversation a view belongs to. Several can stand side by side, each in a scope of its own: what
// is edited, answered and begun in one, its keys and its focus, are no other's.

import { createContext, useCallback, useContext, type ReactNode } from 'react';

import { channelIdOf, channelKey, isThreadKey, type ConversationKey } from '../../../core/store/conversation';
import { UNTOUCHED, type ConversationView } from './conversations';
import { useNavigate, useView, useViewDispatch } from './view';

const ConversationContext = createContext<ConversationKey | null>(null);

export function ConversationScope({ conversation, children }: { conversation: ConversationKey; children: ReactNode }) {
  return <ConversationContext value={conversation}>{children}</ConversationContext>;
}

export function useConversationKey(): ConversationKey {
  const conversation = useContext(ConversationContext);
  if (conversation === null) throw new Error('a ConversationScope is missing above this component');
  return conversation;
}

/** A part of what is being done in this conversation; see `useView`. */
export function useConversation<T>(select: (view: ConversationView) => T): T {
  const conversation = useConversationKey();
  return useView((view) => select(view.conversations[conversation] ?? UNTOUCHED));
}

/** True for the conversation that the address names: keys that belong to nothing on the page are its own. */
export function useIsMain(): boolean {
  const conversation = useConversationKey();
  return useView(({ route }) => route.channelId !== null && channelKey(route.channelId) === conversation);
}

/** Leads to a message of this conversation, or with `null` to where the user left off. */
export function useGoTo(): (seq: number | null) => void {
  const conversation = useConversationKey();
  const main = useIsMain();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  return useCallback(
    (seq) => {
      if (main && !isThreadKey(conversation)) navigate({ channelId: channelIdOf(conversation), seq });
      else dispatch({ type: 'targeted', conversation, seq });
    },
    [conversation, main, navigate, dispatch],
  );
}

/** The conversation whose list or composer an element is in, as they say in `data-conversation`. */
export function conversationAt(target: EventTarget | null): string | null {
  const part = target instanceof Element ? target.closest('[data-conversation]') : null;
  return part?.getAttribute('data-conversation') ?? null;
}
