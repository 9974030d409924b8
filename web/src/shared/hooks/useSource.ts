// The message that another one shows: that it forwards, or links to.

import { useEffect } from 'react';

import type { Message } from '../../core/protocol/generated';
import type { Words } from '../words/english';
import { gistOf } from '../words/gist';
import { useChat, useSession } from './client';

/** `null` until it is known, and for no message; `withheld` where the user may not see it. */
export function useSource(messageId: number | null): Message | 'withheld' | null {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const source = useChat((state) => (messageId === null ? undefined : state.quoted[messageId]));
  const withheld = useChat((state) => messageId !== null && state.withheld[messageId] === true);
  const missing = source === undefined && !withheld;
  useEffect(() => {
    if (messageId !== null && missing && online) void session.quotes.load(messageId);
  }, [missing, online, session, messageId]);
  return source ?? (withheld ? 'withheld' : null);
}

/** What a message says in one line; of one that only forwards another, what that says, as far as the user may see it. */
export function useGist(message: Message, words: Words): string {
  const { text, deletedAt, forwardedFrom } = message;
  const people = useChat((state) => state.people);
  const source = useSource(text === '' && deletedAt === null ? (forwardedFrom ?? null) : null);
  const gist = gistOf(message, words, people);
  return source === null || source === 'withheld' ? gist : `${gist}: ${gistOf(source, words, people)}`;
}
