// All words of shortcuts, in English: fetched with the list of shortcuts. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  shortcuts: {
    ...first.shortcuts,
    items: [
      ['Ctrl K', 'Find a conversation'],
      ['Alt ↑ / Alt ↓', 'Previous or next conversation'],
      ['Alt Shift ↑ / ↓', 'Previous or next unread conversation'],
      ['Ctrl Shift ↑ / ↓', 'Move the selected conversation within your sections'],
      ['Enter', 'Send'],
      ['Shift Enter', 'New line'],
      ['↑', 'Edit your last message (in an empty message box)'],
      ['Esc', 'Mark as read and jump to the latest, or close'],
      ['@  #  :', 'Mention a person, link a channel, insert an emoji'],
      ['Ctrl B  I  E  K', 'Bold, italic, code or link (with text selected)'],
      ['Ctrl Shift F', 'Search messages'],
      ['Ctrl Shift M', 'Members'],
      ['↑ / ↓ in the list', 'Move between messages'],
      ['E  R  T  P  +  Del', 'Edit, reply, reply in thread, pin, react to or delete the selected message'],
      ['?', 'Show keyboard shortcuts'],
    ] as readonly (readonly [string, string])[],
  },
};

export type ShortcutsWords = typeof english;
export const useWords = wordsFor('shortcuts', english).use;
