// What the user has begun to write in a conversation, as it was when the component was last rendered.

import type { ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from './client';

export function useBegun(conversation: ConversationKey): string | undefined {
  const { drafts } = useSession();
  return useChat(({ me }) => drafts.get(me?.username ?? '', conversation)?.text);
}
