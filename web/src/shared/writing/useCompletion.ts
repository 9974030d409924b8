// The suggestions for a begun word: which there are, and which one is chosen.

import { useEffect, useMemo, useState } from 'react';

import { ticketsNamed } from '../../core/formatting/tickets';
import type { Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../hooks/client';
import { wordFor } from '../hooks/names/channels';
import { useMembers, usePublicChannels } from '../hooks/names/names';
import { useConversationKey } from '../hooks/view/conversation';
import { usePreferences } from '../hooks/preferences';
import type { SlashCommand } from '../registry/slash';
import { useTranslation } from '../words/words';
import { useWords } from './words';
import type { BegunWord } from './begun';
import { isNamed, suggestChannels, suggestCommands, suggestGroups, suggestPeople, type Suggestion } from './completion';
import type { EmojiMatch } from '../hooks/emoji';
import { loadShortcodes } from '../hooks/shortcodes';
import { useTeamSearch } from './useTeamSearch';
import { useTicketSearch } from './useTicketSearch';

const MOST_SHOWN = 8;
const MOST_GROUPS = 3;
/** Of tickets, beside channels. */
const MOST_TICKETS = 4;
const NONE: readonly Suggestion[] = [];
/** So many of the latest messages say who is around. */
const LATEST_MESSAGES = 200;
const NO_MESSAGES: readonly Message[] = [];
/** Names are asked of the server once typing pauses this long. */
const ASK_AFTER_MS = 150;
/** For no longer does Enter wait for the emoji. */
const LONGEST_WAIT_MS = 3000;

interface Completion {
  suggestions: readonly Suggestion[];
  /** -1 where Enter takes none: what is typed names somebody already. */
  chosen: number;
  choose(index: number): void;
  dismiss(): void;
  /** True while it is not known yet what there is to choose: Enter must wait for it. */
  pending: boolean;
}

/**
 * Belongs to a component that is there as long as a word is begun: with the word ends what was dismissed. The `tail` stands
 * directly behind the caret.
 */
export function useCompletion(channelId: number, begun: BegunWord, tail: string, commands: readonly SlashCommand[]): Completion {
  const [dismissedAt, setDismissedAt] = useState<number | null>(null);
  // What follows a command is another word than its name.
  const place = begun.trigger === '/' && begun.query.includes(' ') ? -1 : begun.start;
  const word = place === dismissedAt ? null : begun;
  const typed = `${begun.trigger}${begun.query}`;
  const key = `${begun.start}${typed}`;
  // What was chosen belongs to one word only: another one starts at its first.
  const [choice, setChoice] = useState({ word: '', option: '' });
  const { known, named } = useKnown(channelId, word, tail);
  const { emoji, pending } = useEmoji(word?.trigger === ':' ? word.query : '');
  // What follows a name is seldom part of one.
  usePeopleSearch(word?.trigger === '@' && (known.length > 0 || !word.query.includes(' ')) ? word.query : '');
  const slash = useCommands(commands, word?.trigger === '/' ? word.query : null);
  const found = word?.trigger === ':' ? emoji : word?.trigger === '/' ? slash : known;
  // A command that is complete is run by Enter. A name is taken, as elsewhere: whoever types one looks at the list.
  const suggestions = word?.trigger === '/' && found.some(({ insert }) => insert === typed) ? NONE : found;
  const held = choice.word === key ? suggestions.findIndex((suggestion) => suggestion.key === choice.option) : -1;
  const choose = (index: number): void => setChoice({ word: key, option: suggestions[index]?.key ?? '' });
  // What comes later may stand above it: what was seen to be chosen stays so.
  if (held === -1 && suggestions.length > 0 && !named) choose(0);
  return { suggestions, chosen: named ? held : Math.max(0, held), choose, dismiss: () => setDismissedAt(place), pending };
}

/** Suggestions out of what this client knows already, and whether what is typed names somebody without them. */
function useKnown(channelId: number, word: BegunWord | null, tail: string): { known: readonly Suggestion[]; named: boolean } {
  const words = useWords();
  const conversation = useConversationKey();
  const people = useChat((state) => state.people);
  const channels = useChat((state) => state.channels);
  const me = useChat((state) => state.me?.username ?? '');
  const isOfTwo = channels[channelId]?.type === 'direct' && channels[channelId]?.group === false;
  const messages = useChat((state) => state.timelines[conversation]?.messages) ?? NO_MESSAGES;
  const members = useMembers(channelId, word?.trigger === '@');
  const others = usePublicChannels(word?.trigger === '#');
  const tickets = useTicketSearch(word?.trigger === '#' ? word.query : '', MOST_TICKETS);
  const teams = useTeamSearch(channelId, word?.trigger === '@' && !isOfTwo ? word.query : '');
  return useMemo(() => {
    const { notMember: outsider, yourself: self } = words.writing;
    const marks = { ...words.writing, outsider, self };
    if (word?.trigger === '@') {
      const writers = [...new Set(messages.slice(-LATEST_MESSAGES).map((message) => message.userId).toReversed())];
      const known = Object.values(people);
      const groups = isOfTwo ? NONE : suggestGroups(teams, word.query, marks).slice(0, MOST_GROUPS);
      const names = [...Object.keys(people), ...(members?.items ?? []).map(({ userId }) => userId), ...teams.map(({ name }) => name), 'channel', 'here'];
      return {
        known: [...suggestPeople(known, word.query, MOST_SHOWN - groups.length, { me, writers, members }, marks), ...groups],
        named: isNamed(word, tail, names),
      };
    }
    // What the user is in is known better than a list of all channels knows it.
    if (word?.trigger === '#') {
      // A ticket's number stands for its conversation, too.
      const named = [...others, ...Object.values(channels)].filter(({ ticket }) => ticket === undefined);
      return {
        known: [...suggestChannels(named, word.query, MOST_SHOWN - tickets.length, marks), ...tickets],
        named: isNamed(word, tail, named.map(({ name }) => wordFor(name))),
      };
    }
    return { known: NONE, named: false };
  }, [word, tail, words, people, channels, me, messages, members, others, tickets, teams, isOfTwo]);
}

/** Commands whose names begin so; after the name of one, what its argument could be. */
function useCommands(commands: readonly SlashCommand[], query: string | null): readonly Suggestion[] {
  const words = useTranslation();
  const [, name, argument = ''] = /^(\S+)\s+(.*)$/.exec(query ?? '') ?? [];
  const completes = commands.find((command) => command.name === name)?.completes;
  const whole = argument.trim();
  const tickets = useTicketSearch(completes === 'tickets' && ticketsNamed(whole)[0]?.length !== whole.length ? whole : '', MOST_SHOWN);
  return useMemo(() => {
    if (query === null) return NONE;
    return name === undefined ? suggestCommands(commands, query, words) : tickets.map((ticket) => ({ ...ticket, insert: `/${name} ${ticket.insert}` }));
  }, [commands, query, name, tickets, words]);
}

function useEmoji(query: string): { emoji: readonly Suggestion[]; pending: boolean } {
  const { language } = usePreferences();
  const [found, setFound] = useState<{ query: string; matches: readonly EmojiMatch[] }>({ query: '', matches: [] });
  useEffect(() => {
    if (query === '') return undefined;
    // Whoever types the code to its end means the emoji, too.
    void loadShortcodes();
    let current = true;
    const end = (matches: readonly EmojiMatch[]): void => {
      clearTimeout(timer);
      if (current) setFound({ query, matches });
    };
    const timer = setTimeout(() => end([]), LONGEST_WAIT_MS);
    const look = async (): Promise<void> => {
      const { findEmoji } = await import('../hooks/emoji');
      end(await findEmoji(query, MOST_SHOWN, language));
    };
    // Without them the code stays text; the next letter tries again.
    look().catch(() => end([]));
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, language]);
  const suggestions = useMemo(() => {
    // Until the answer is there: of the last one what is right for this word, too.
    const known = found.query === query ? found.matches : found.matches.filter(({ shortcode }) => shortcode.includes(query));
    return known.map(({ emoji, shortcode }) => ({ key: emoji, insert: emoji, label: `${emoji} :${shortcode}:`, detail: '' }));
  }, [found, query]);
  return { emoji: suggestions, pending: query !== '' && found.query !== query };
}

/** Asks the server for people whom this client has not met. */
function usePeopleSearch(query: string): void {
  const session = useSession();
  useEffect(() => {
    if (query === '') return undefined;
    const timer = setTimeout(() => void session.findPeople(query), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session, query]);
}
