// Which conversation a view belongs to. Several can stand side by side, each in a scope of its own.

import { createContext, useContext, type ReactNode } from 'react';

import type { ConversationKey } from '../../../core/store/conversation';

const ConversationContext = createContext<ConversationKey | null>(null);

export function ConversationScope({ conversation, children }: { conversation: ConversationKey; children: ReactNode }) {
  return <ConversationContext value={conversation}>{children}</ConversationContext>;
}

export function useConversationKey(): ConversationKey {
  const conversation = useContext(ConversationContext);
  if (conversation === null) throw new Error('a ConversationScope is missing above this component');
  return conversation;
}
