// The place of a message's previews; what shows them is fetched with the first one.

import type { Message } from '../../core/protocol/generated';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadPreviews = async () => (await import('./Previews')).Previews;

export function PreviewPart({ message }: { message: Message }) {
  return message.previews && <LazyPart load={loadPreviews} props={{ message }} quiet />;
}
