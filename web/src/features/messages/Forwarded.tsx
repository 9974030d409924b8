// The place of a forwarded message; what is in it is fetched with the first one.

import { useState } from 'react';

import { LazyPart } from '../../shared/ui/LazyPart';

const loadForwardedMessage = async () => (await import('./ForwardedMessage')).ForwardedMessage;

export function Forwarded({ messageId }: { messageId: number }) {
  const [givenUp, giveUp] = useState(false);
  return givenUp ? null : <LazyPart load={loadForwardedMessage} props={{ messageId }} onGiveUp={() => giveUp(true)} />;
}
