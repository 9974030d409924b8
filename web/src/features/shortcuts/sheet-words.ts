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
      ['Ctrl Shift ↑ / ↓', 'Move the conversation or section with the focus'],
      ['Enter', 'Send', 'not by touch'],
      ['Shift Enter', 'New line (continues a list or quote)', 'not by touch'],
      ['↑', 'Edit your last message (in an empty message box)'],
      ['Esc', 'Mark as read and jump to the latest, or close'],
      ['Shift Esc', 'Mark everything as read'],
      ['@  #  :', 'Mention a person, link a channel or ticket, insert an emoji'],
      ['/', 'Use a command (in an empty message box)'],
      ['Ctrl B  I  E  K', 'Bold, italic, code or link (with text selected)'],
      ['Ctrl G', 'Search everywhere'],
      ['Ctrl Shift F', 'Search in this conversation'],
      ['Ctrl Shift M', 'Members'],
      ['Ctrl Shift Y', 'Notifications'],
      ['↑ / ↓ in the list', 'Move between messages'],
      ['E  R  T  F  P  S  M  +  Del', 'Edit, reply, reply in thread, forward, pin, save, be reminded of, react to or delete the selected message'],
      ['← / →  +  −  0', 'Next picture, zoom, or fit to the window (in an opened picture)'],
      ['Enter, then Enter / Esc', 'Record a voice message, then attach or discard it (on the microphone button)'],
      ['Ctrl P', 'Print the whole conversation'],
      ['J / K', 'Move between tickets (in their list)'],
      ['?', 'Show keyboard shortcuts'],
    ] as readonly (readonly [keys: string, meaning: string, only?: 'not by touch'])[],
  },
};

export type ShortcutsWords = typeof english;
export const useWords = wordsFor('shortcuts', english).use;
