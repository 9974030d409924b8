// The list of suggestions under the caret: what is in it, and which one is chosen.

import { useEffect, useMemo, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../client/client';
import { useMembers, usePublicChannels } from '../names/names';
import { usePreferences } from '../preferences/preferences';
import { useWords } from '../words/words';
import { begunWord, suggestChannels, suggestPeople, type BegunWord, type Suggestion } from './completion';
import { findEmoji } from './emoji';
import { loadShortcodes } from './shortcodes';

const MOST_SHOWN = 8;
const NONE: readonly Suggestion[] = [];
const NO_MESSAGES: readonly Message[] = [];
/** Names are asked of the server once typing pauses this long. */
const ASK_AFTER_MS = 150;

export interface Completion {
  word: BegunWord | null;
  suggestions: readonly Suggestion[];
  chosen: number;
  choose(index: number): void;
  dismiss(): void;
}

export function useCompletion(channelId: number, text: string, caret: number): Completion {
  const begun = useMemo(() => begunWord(text, caret), [text, caret]);
  const [dismissedAt, setDismissedAt] = useState<number | null>(null);
  const word = begun !== null && begun.start !== dismissedAt ? begun : null;
  const key = word === null ? '' : `${word.start}${word.trigger}${word.query}`;
  // What was chosen belongs to one list only: another word starts at its first.
  const [choice, setChoice] = useState({ key: '', index: 0 });
  const known = useKnown(channelId, word);
  const emoji = useEmoji(word?.trigger === ':' ? word.query : '');
  usePeopleSearch(word?.trigger === '@' ? word.query : '');
  const found = word?.trigger === ':' ? emoji : known;
  // Whoever has typed a name to its end wants to go on, not to choose: Enter must send.
  const typed = word === null ? '' : `${word.trigger}${word.query}`;
  const suggestions = found.some(({ insert }) => insert === typed) ? NONE : found;
  return {
    word,
    suggestions,
    chosen: choice.key === key ? Math.min(choice.index, Math.max(0, suggestions.length - 1)) : 0,
    choose: (index) => setChoice({ key, index }),
    dismiss: () => setDismissedAt(begun?.start ?? null),
  };
}

/** Suggestions out of what this client knows already. */
function useKnown(channelId: number, word: BegunWord | null): readonly Suggestion[] {
  const words = useWords();
  const people = useChat((state) => state.people);
  const channels = useChat((state) => state.channels);
  const me = useChat((state) => state.me?.username ?? '');
  const messages = useChat((state) => state.timelines[channelId]?.messages) ?? NO_MESSAGES;
  const members = useMembers(channelId, word?.trigger === '@');
  const others = usePublicChannels(word?.trigger === '#');
  return useMemo(() => {
    const { notMember: outsider, yourself: self, notJoined } = words.composer;
    const marks = { outsider, self, notJoined };
    if (word?.trigger === '@') {
      const writers = [...new Set(messages.map((message) => message.userId).toReversed())];
      return suggestPeople(Object.values(people), word.query, MOST_SHOWN, { me, writers, members }, marks);
    }
    // What the user is in is known better than a list of all channels knows it.
    if (word?.trigger === '#') return suggestChannels([...others, ...Object.values(channels)], word.query, MOST_SHOWN, marks);
    return [];
  }, [word, words, people, channels, me, messages, members, others]);
}

function useEmoji(query: string): readonly Suggestion[] {
  const { language } = usePreferences();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (query === '') return undefined;
    // Whoever types the code to its end means the emoji, too.
    void loadShortcodes();
    let current = true;
    const look = async (): Promise<void> => {
      const emoji = await findEmoji(query, MOST_SHOWN, language);
      if (!current) return;
      setFound(
        emoji.map(({ emoji: insert, shortcode }) => ({ key: insert, insert, label: `${insert} :${shortcode}:`, detail: '' })),
      );
    };
    void look();
    return () => {
      current = false;
    };
  }, [query, language]);
  return found;
}

/** Asks the server for people whom this client has not met. */
function usePeopleSearch(query: string): void {
  const session = useSession();
  useEffect(() => {
    if (query === '') return undefined;
    const timer = setTimeout(() => void session.directory.search(query), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session, query]);
}
