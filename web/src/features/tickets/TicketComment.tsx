// What somebody wrote to the ticket of a conversation, below the line that says what they did; fetched with the first one.

import type { Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadCommentText = async () => (await import('./CommentText')).CommentText;

export function TicketComment({ message }: { message: Message }) {
  const number = useChat((state) => state.channels[message.channelId]?.ticket);
  if (number === undefined) return null;
  return <LazyPart load={loadCommentText} props={{ number, message }} quiet />;
}
