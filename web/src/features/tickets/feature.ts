// What the helpdesk's tickets add to the page, where there are any.

import { mdiTicketOutline } from '@mdi/js';

import { mayCreateTickets } from '../../core/session/ticket-rights';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { RoomTicket } from './RoomTicket';
import type { TicketTask } from './tasks';
import { TicketComment } from './TicketComment';
import { TicketFilesPart } from './TicketFilesPart';
import { TicketGist } from './TicketGist';
import { TicketNotice } from './TicketNotice';
import { TicketPart } from './TicketPart';
import { TicketText } from './TicketText';
import { ticketsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    ticket: TicketTask;
    ticket_targets: object;
  }
  interface Panes {
    /** The ticket of the conversation that it stands beside. */
    ticket: object;
  }
}

export const feature: Feature = {
  routes: [
    {
      name: 'tickets',
      read: (path) => {
        const [, page] = /^\/chat\/(tickets(?:\/[\w-]+)?)\/?$/.exec(path) ?? [];
        return page === undefined ? null : { route: { channelId: null, seq: null, page } };
      },
    },
  ],
  pages: { tickets: async () => (await import('./TicketsPage')).TicketsPage },
  sidebarEntries: [
    {
      name: 'tickets',
      order: 40,
      icon: mdiTicketOutline,
      label: (words) => ticketsWords.in(words).tickets.title,
      shown: ({ tickets }) => tickets === true,
      unread: () => 0,
      opens: { page: 'tickets' },
    },
  ],
  panes: {
    ticket: {
      title: (words) => ticketsWords.in(words).tickets.pane,
      load: async () => (await import('./TicketPane')).TicketPane,
      address: NAME_ONLY,
      ofOneChannel: true,
    },
  },
  dialogs: {
    ticket: { load: async () => (await import('./TicketDialog')).TicketDialog },
    ticket_targets: { load: async () => (await import('./targets/TargetsDialog')).TargetsDialog, address: NAME_ONLY },
  },
  messageActions: [
    {
      name: 'create_ticket',
      order: 62,
      icon: mdiTicketOutline,
      label: (_message, words) => ticketsWords.in(words).tickets.create,
      available: ({ deletedAt, type, ticketReference }, { tickets, permissions }) =>
        tickets === true && mayCreateTickets(permissions) && deletedAt === null && type !== 'system' && ticketReference === null,
      act: (message, { dispatch }) => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'create', message } }),
    },
  ],
  views: { TicketText, TicketGist, RoomTicket, TicketNotice, TicketComment, TicketFiles: TicketFilesPart },
  channelFields: [
    {
      name: 'ticket_events',
      shown: ({ teamId, ticket }, { tickets }) => tickets === true && teamId !== null && ticket === undefined,
      load: async () => (await import('./TicketEventsField')).TicketEventsField,
    },
  ],
  slashCommands: async () => (await import('./slash')).slashCommands,
  messageParts: [{ name: 'tickets', ofText: true, Part: TicketPart }],
};
