// The words of tickets that the page begins with, in English. All the others are in `card-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  tickets: {
    title: 'Tickets',
    pane: 'Ticket',
    create: 'Create ticket',
  },
};

export const ticketsWords = wordsFor('tickets', english);
