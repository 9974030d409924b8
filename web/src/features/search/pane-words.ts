// All words of search, in English: fetched with its pane. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import type { FilterName, HAS, IS } from './query';
import { english as first } from './words';

const meanings: Record<FilterName, string> = {
  from: 'sent by someone',
  in: 'in a channel',
  with: 'in direct messages with someone',
  on: 'on a day',
  before: 'before a date',
  after: 'after a date',
  during: 'in a month or a year',
  has: 'with a link, file, image, PDF, reaction or pin',
  is: 'saved, or in a thread',
  mentions: 'mentioning someone or a team',
};

const values: Record<(typeof HAS)[number] | (typeof IS)[number], string> = {
  link: 'A link',
  file: 'A file',
  image: 'An image',
  video: 'A video',
  audio: 'Audio',
  pdf: 'A PDF',
  document: 'A document',
  text: 'A text file',
  archive: 'An archive',
  reaction: 'A reaction',
  pin: 'Pinned',
  saved: 'Saved by you',
  thread: 'In a thread',
};

const english = {
  search: {
    ...first.search,
    placeholder: 'Search messages and people',
    field: 'Search messages, channels and people',
    results: 'Results',
    clear: 'Clear search',
    remove: (filter: string) => `Remove filter ${filter}`,
    filters: 'Filters',
    from: 'From',
    in: 'In',
    date: 'Date',
    has: 'Has',
    more: 'More',
    meanings,
    values,
    me: 'You',
    team: 'Team',
    recent: 'Recent searches',
    forget: 'Clear recent searches',
    narrow: 'Narrow your search',
    suggestions: 'Suggestions',
    targets: 'Channels and people',
    messages: 'Messages',
    found: (count: number, more: boolean) => (count === 1 && !more ? '1 message' : `${count}${more ? '+' : ''} messages`),
    searching: 'Searching…',
    sort: 'Sort by',
    relevance: 'Relevance',
    newest: 'Newest',
    inThread: 'Thread',
    none: 'No messages found',
    noneHint: 'Check the spelling, try fewer words, or remove a filter.',
    unknown: {
      person: (name: string) => `There’s no one called “${name}” here.`,
      mentioned: (name: string) => `There’s no person or team called “${name}” here.`,
      channel: (name: string) => `There’s no channel called “${name}” here.`,
    },
    showMore: 'Show more',
    further: 'Search further back',
    today: 'Today',
    yesterday: 'Yesterday',
    lastDays: (days: number) => `Last ${days} days`,
    thisMonth: 'This month',
    lastMonth: 'Last month',
    thisYear: 'This year',
    lastYear: 'Last year',
    pickDate: 'Pick a date…',
    unknownFilter: (name: string) => `There’s no filter “${name}:”.`,
    meant: (name: string) => `Use ${name}:`,
    asText: 'Search for the text',
    existing: 'Available filters:',
    badValue: (name: string) => `The filter “${name}:” has no valid value.`,
    existingValues: 'Available values:',
    dateForms: 'Write the date as YYYY, YYYY-MM, or YYYY-MM-DD.',
    needsName: 'Write a name after the colon.',
    tooLong: 'This search is too long. Try fewer words.',
    tooMany: (most: number) => `A search can have at most ${most} words and filters.`,
  },
  slash: {
    text: '[words]',
    search: 'Search messages',
  },
};

export type SearchWords = typeof english;
export const searchWords = wordsFor('search', english);
export const useWords = searchWords.use;
