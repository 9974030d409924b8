// The words of pins that the page needs at once, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

export const english = {
  pins: {
    title: 'Pinned messages',
    pin: 'Pin message',
    unpin: 'Unpin message',
    by: (name: string) => `Pinned by ${name}`,
    full: 'You can pin up to 100 messages here. Unpin one to pin another.',
    whoPins: 'Who can pin messages',
    members: 'All members',
    admins: 'Admins only',
  },
};

export const pinsWords = wordsFor('pins', english);
