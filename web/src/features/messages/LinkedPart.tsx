// Whether a message links to other messages here; what shows those is fetched with the first one.

import type { Message } from '../../core/protocol/generated';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadLinkedMessages = async () => (await import('./LinkedMessages')).LinkedMessages;

export function LinkedPart({ message }: { message: Message }) {
  if (!/\/chat\/c\/\d+[/?]/.test(message.text) || message.deletedAt !== null) return null;
  return <LazyPart load={loadLinkedMessages} props={{ message }} quiet />;
}
