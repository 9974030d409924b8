import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { registry } from '../../src/app/features';
import { Notices } from '../../src/features/notice/Notices';
import type { Message } from '../../src/core/protocol/generated';
import { watchTicketRights } from '../../src/core/session/ticket-rights';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('creating a ticket from a message', () => {
  let stage: Stage;
  const message = messageOf({ id: 7, seq: 3, userId: 'bob', text: '**The printer** is on fire\nsince Monday' });

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' }), personOf('carol')] });
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 't1', name: 'IT Main' }, { id: 't2', name: 'Networks' }], categories: [{ id: 'c1', name: 'Printers' }] });
    stage.answers['POST /api/chat/messages/7/ticket'] = () => ticketOf();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function Open({ of }: { of: Message }) {
    const dispatch = useViewDispatch();
    const dialog = useView((view) => view.dialog);
    return (
      <>
        <button type="button" onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'create', message: of } })}>
          open
        </button>
        {dialog !== null && <Dialogs dialog={dialog} />}
        <Notices />
      </>
    );
  }

  async function open(of = message): Promise<HTMLElement> {
    stage.show(<Open of={of} />);
    await userEvent.click(screen.getByRole('button', { name: 'open' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create a ticket from this message' });
    await within(dialog).findByRole('option', { name: 'Networks' });
    return dialog;
  }

  const submit = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Create ticket' }));

  it('begins with what the message says, and asks for the team', async () => {
    await open();
    expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('The printer is on fire');
    const { value } = screen.getByLabelText<HTMLTextAreaElement>('Description');
    expect(value).toContain('Bob Kowalski, ');
    expect(value).toMatch(/since Monday.*”/s);
    expect(value).toMatch(/\/chat\/c\/1\/3$/);
    await submit();
    await screen.findByText('Choose the team that works on it.');
    await userEvent.selectOptions(screen.getByLabelText('Team'), 'Networks');
    await userEvent.selectOptions(screen.getByLabelText('Priority'), 'Urgent');
    await userEvent.selectOptions(screen.getByLabelText('Category'), 'Printers');
    await submit();
    await screen.findByText('HD-250819-138 was created.');
    expect(stage.said).toEqual([{ title: 'The printer is on fire', description: value, team: 't2', category: 'c1', priority: 'urgent', requester: 'bob' }]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('needs a title', async () => {
    await open(messageOf({ ...message, text: '' }));
    await submit();
    await screen.findByText('Give the ticket a title.');
    expect(stage.said).toEqual([]);
  });

  it('needs a description, and leads to the first field that is empty', async () => {
    await open();
    await userEvent.clear(screen.getByLabelText('Description'));
    await submit();
    await screen.findByText('Describe the problem.');
    await screen.findByText('Choose the team that works on it.');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Description')));
    expect(stage.said).toEqual([]);
    await userEvent.type(screen.getByLabelText('Description'), 'It burns.');
    expect(screen.queryByText('Describe the problem.')).toBeNull();
  });

  it('takes other messages and their files, no more than a ticket can have', async () => {
    const files = (count: number, name: string) => Array.from({ length: count }, (_, index) => ({ id: `${name}${index}`, name: `${name}${index}.png`, size: 1, mimeType: 'image/png', hasThumbnail: false }));
    const messages = [messageOf({ id: 9, seq: 4, userId: 'bob', text: 'Second' }), messageOf({ id: 6, seq: 2, userId: 'carol', text: 'It smells, too', files: files(4, 'c') }), { ...message, id: 8, files: files(8, 'b') }];
    stage.answers['POST /api/chat/messages/8/ticket'] = () => ticketOf();
    stage.server.messages.push(...messages.toSorted((one, other) => one.seq - other.seq));
    await stage.session.timelines.latest('channel:1');
    await open(messages[2]);
    await userEvent.selectOptions(screen.getByLabelText('Team'), 'IT Main');
    await userEvent.click(screen.getByText('Add other messages'));
    await userEvent.click(screen.getByRole('checkbox', { name: /It smells, too/ }));
    screen.getByText('Add other messages (1 added)');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Description').value).toContain('“It smells, too”');
    const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });
    const ticked = () => screen.getAllByRole<HTMLInputElement>('checkbox').filter(({ checked }) => checked).length - 1;
    expect(ticked()).toBe(10);
    screen.getByText('A ticket takes up to 10 of them.');
    expect(box('c3.png').disabled).toBe(true);
    await userEvent.click(box('b0.png'));
    await userEvent.click(box('c3.png'));
    expect(box('b0.png').disabled).toBe(true);
    // What was written by hand stays.
    await userEvent.type(screen.getByLabelText('Description'), ' Urgent!');
    await userEvent.click(screen.getByRole('checkbox', { name: /Second/ }));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Description').value).toMatch(/Urgent!\n\n.*\n“Second”$/);
    await submit();
    await screen.findByText('HD-250819-138 was created.');
    expect(stage.said).toEqual([expect.objectContaining({ messageIds: [6, 9], fileIds: ['c0', 'c1', 'c3', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'] })]);
  });

  it('says why it is refused, and keeps what was written', async () => {
    stage.answers['POST /api/chat/messages/7/ticket'] = () => refused(403, 'forbidden', 'Your role does not have the permission to create tickets.');
    const dialog = await open();
    await userEvent.selectOptions(screen.getByLabelText('Team'), 'IT Main');
    await submit();
    await within(dialog).findByText('Your role does not have the permission to create tickets.');
    expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('The printer is on fire');
  });

  it('says that no team could work on it', async () => {
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [], categories: [] });
    stage.show(<Open of={message} />);
    await userEvent.click(screen.getByRole('button', { name: 'open' }));
    await screen.findByText('There is no team yet that could work on tickets.');
  });

  it('leaves the search for a person with Escape, not the form', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Change' }));
    await screen.findByRole('combobox', { name: 'Name, user name or team' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('combobox', { name: 'Name, user name or team' })).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Change' }));
    screen.getByRole('dialog', { name: 'Create a ticket from this message' });
  });

  it('leads to the ticket that was made from the message before', async () => {
    stage.answers['POST /api/chat/messages/7/ticket'] = () => refused(409, 'conflict', 'the ticket HD-250819-138 was made from this message');
    await open();
    await userEvent.selectOptions(screen.getByLabelText('Team'), 'IT Main');
    await submit();
    await screen.findByText('Ticket HD-250819-138 has already been created from this message.');
    expect(screen.getByRole('link', { name: 'Show ticket' }).getAttribute('href')).toBe('/chat/tickets/HD-250819-138');
  });

  it('keeps what was written when it fails, and when it is closed', async () => {
    stage.answers['POST /api/chat/messages/7/ticket'] = () => refused(503, 'busy');
    await open();
    await userEvent.type(screen.getByLabelText('Title'), '!');
    await userEvent.selectOptions(screen.getByLabelText('Team'), 'IT Main');
    await submit();
    await screen.findByText('The server is busy. Please try again.');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    cleanup();
    await open();
    expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('The printer is on fire!');
  });

  it('is offered to who may make tickets, for what is no ticket yet', async () => {
    const action = registry.messageActions.find(({ name }) => name === 'create_ticket');
    const may = (change: Partial<Message>) => action?.available(messageOf(change), { channel: channelOf(), me: null, permissions: stage.session.store.state.permissions, tickets: stage.session.store.state.tickets });
    expect(may({})).toBe(false);
    watchTicketRights(stage.session);
    await waitFor(() => expect(may({})).toBe(true));
    expect(may({ ticketReference: 'HD-250819-138' })).toBe(false);
    expect(may({ type: 'system' })).toBe(false);
    expect(may({ deletedAt: 1 })).toBe(false);
  });
});
