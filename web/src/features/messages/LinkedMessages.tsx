// The messages that a message links to, as far as the reader may see them; any other link stays a link.

import { useEffect, useMemo, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { findLinked, type Spot } from '../../core/session/linked';
import { useChat, useSession } from '../../shared/hooks/client';
import { useSource } from '../../shared/hooks/useSource';
import { useRegistry } from '../../shared/registry/registry';
import { SourceCard } from './ForwardedMessage';
import { useWords } from './forwarded-words';
import { linkedSpots } from './linked';

export function LinkedMessages({ message }: { message: Message }) {
  const registry = useRegistry();
  const { id, text, mentions } = message;
  const spots = useMemo(() => linkedSpots({ text, mentions }, window.location.origin, registry), [text, mentions, registry]);
  return spots.map((spot) => <LinkedSpot key={JSON.stringify(spot)} spot={spot} within={id} />);
}

function LinkedSpot({ spot, within }: { spot: Spot; within: number }) {
  const messageId = useMessageAt(spot);
  return messageId === null || messageId === within ? null : <LinkedMessage messageId={messageId} channelId={spot.channelId} />;
}

/** `null` until it is known, and for what the user may not see. */
function useMessageAt(spot: Spot): number | null {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const reveals = useChat((state) => state.reveals);
  const [messageId, setMessageId] = useState<number | null>(null);
  useEffect(() => {
    let current = true;
    const set = (found: number | null): void => {
      if (current) setMessageId(found);
    };
    // What the server could not say is asked again after the next login.
    if (online) findLinked(session, spot).then(set, () => undefined);
    return () => {
      current = false;
    };
  }, [session, online, reveals, spot]);
  return messageId;
}

function LinkedMessage({ messageId, channelId }: { messageId: number; channelId: number }) {
  const words = useWords();
  const source = useSource(messageId);
  if (source === null || source === 'withheld' || source.channelId !== channelId) return null;
  return <SourceCard source={source} label={words.forwarded.linked} />;
}
