// All words of sidebar, in English: fetched once the sidebar can be arranged. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  sidebar: {
    ...first.sidebar,
    moreAbove: 'More unread above',
    moreBelow: 'More unread below',
  },
  arrange: {
    moveTitle: 'Move to section',
    section: 'Section',
    none: 'No section of your own',
    noneHint: 'It’s listed under Channels or Direct messages.',
    another: 'New section',
    anotherHint: 'Only you see it.',
    name: 'Section name',
    nameMissing: 'Enter a name.',
    move: 'Move',
    editTitle: 'Edit section',
    delete: 'Delete section',
    deleteHint: 'Its conversations go back under Channels and Direct messages.',
    deleted: (title: string) => `Section “${title}” deleted.`,
    up: 'Move up',
    down: 'Move down',
    moved: (name: string, position: number, count: number, section: string) => `${name}: ${position} of ${count} in ${section}`,
    sectionMoved: (title: string, position: number, count: number) => `${title}: section ${position} of ${count}`,
    orders: { recent: 'Recent activity', name: 'Alphabetical', unread: 'Unread first', own: 'Manual' },
  },
};

export type SidebarWords = typeof english;
export const useWords = wordsFor('sidebar', english).use;
