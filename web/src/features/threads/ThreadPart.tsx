// Whether anything stands below a message because of threads; what it is, is fetched when it is first needed.

import type { Message } from '../../core/protocol/generated';
import { threadKey } from '../../core/store/conversation';
import { useChat } from '../../shared/hooks/client';
import { useBegun } from '../../shared/hooks/useBegun';
import { useView } from '../../shared/hooks/view/view';
import { LazyPart } from '../../shared/ui/LazyPart';

export const loadThreadLine = async () => (await import('./ThreadLine')).ThreadLine;

export function ThreadPart({ message }: { message: Message }) {
  const { id, threadId } = message;
  const hasReplies = useChat((state) => state.threads[id] !== undefined);
  const open = useView(({ pane }) => pane?.name === 'thread' && pane.threadId === id);
  const draft = Boolean(useBegun(threadKey(id))) && !open;
  return hasReplies || draft || threadId ? <LazyPart load={loadThreadLine} props={{ message, draft }} quiet /> : null;
}
