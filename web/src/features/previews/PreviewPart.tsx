// The place of a message's previews; what shows them is fetched with the first one.

import { useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadPreviews = async () => (await import('./Previews')).Previews;

export function PreviewPart({ message }: { message: Message }) {
  const [givenUp, giveUp] = useState(false);
  if (givenUp || message.previews === undefined) return null;
  return <LazyPart load={loadPreviews} props={{ message }} onGiveUp={() => giveUp(true)} />;
}
