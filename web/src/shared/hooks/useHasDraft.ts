// Whether the user has begun to write somewhere, as it was when the component was last rendered.

import type { ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from './client';

export function useHasDraft(conversation: ConversationKey): boolean {
  const { drafts } = useSession();
  return useChat(({ me }) => Boolean(me && drafts.get(me.username, conversation)?.text));
}
