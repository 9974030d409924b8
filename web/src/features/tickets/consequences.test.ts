import { expect, it } from 'vitest';

import { personOf, ticketOf } from '../../../tests/fakes/samples';
import { consequences } from './consequences';
import { german } from './words.de';

const ticket = ticketOf({ team: 'HD', assignee: 'bob', assigneeName: 'Bob' });
const { leaving } = german.tickets;

it.each([
  ['an assignee of the old team goes', { bob: personOf('bob', { teamId: 'HD' }) }, [leaving.other('Bob')]],
  ['one of the new team stays', { bob: personOf('bob', { teamId: 'NET' }) }, []],
  ['nothing is said of one whom the page does not know', {}, []],
])('of a ticket that moves to another team: %s', (_, people, lines) => {
  expect(consequences(ticket, { team: 'NET' }, 'alice', people, german)).toEqual(lines);
});
