import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import type { FileInfo, TicketCard, TicketEntry } from '../../src/core/protocol/generated';
import { ChatError } from '../../src/core/protocol/errors';
import { upload } from '../../src/core/session/upload';
import { ticketsOf } from '../../src/core/session/tickets';
import { Notices } from '../../src/features/notice/Notices';
import { TicketPart } from '../../src/features/tickets/TicketPart';
import { useView } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

vi.mock(import('../../src/core/session/upload'), async (original) => ({ ...(await original()), upload: vi.fn() }));

const NUMBER = 'HD-250819-138';
const PATH = `/api/chat/tickets/${NUMBER}` as const;
const ALL: NonNullable<TicketCard['may']> = ['comment', 'comment_internal', 'set_status', 'set_priority', 'escalate', 'take', 'assign'];

describe('working on a ticket', () => {
  let stage: Stage;
  let stored: TicketCard;
  let history: TicketEntry[];

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
    stored = ticketOf({ may: ALL });
    history = [];
    stage.answers[`GET ${PATH}/history`] = () => ({ items: history });
    stage.answers[`GET ${PATH}`] = () => stored;
    // As the server: what is based on an older card is refused.
    stage.answers[`PATCH ${PATH}`] = () => {
      const { expectedUpdatedAt, assignee, reason: _reason, notes: _notes, ...change } = stage.said.at(-1) as Partial<TicketCard> & { expectedUpdatedAt: number; reason?: string; notes?: string };
      if (expectedUpdatedAt !== stored.updatedAt) return refused(409, 'conflict', 'someone else has changed this ticket in the meantime');
      stored = { ...stored, ...change, ...(assignee !== undefined && { assignee, assigneeName: assignee }), updatedAt: (stored.updatedAt ?? 0) + 1000 };
      return stored;
    };
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function OpenDialogs() {
    const dialog = useView((view) => view.dialog);
    return dialog === null ? null : <Dialogs dialog={dialog} />;
  }

  async function show(): Promise<HTMLElement> {
    stage.show(
      <>
        <TicketPart message={messageOf({ text: NUMBER })} />
        <OpenDialogs />
        <Notices />
      </>,
    );
    return screen.findByRole('region', { name: `Ticket ${NUMBER}` });
  }

  const button = (card: HTMLElement, name: string): HTMLElement => within(card).getByRole('button', { name });
  const choose = async (card: HTMLElement, fact: string, item: string, role = 'menuitemradio'): Promise<void> => {
    await userEvent.click(button(card, fact));
    await userEvent.click(await screen.findByRole(role, { name: item }));
  };
  const somebodyElse = (change: Partial<TicketCard>): void => {
    stored = { ...stored, ...change, updatedAt: (stored.updatedAt ?? 0) + 500 };
  };

  it('changes status, priority and assignee from the card', async () => {
    const card = await show();
    await choose(card, 'Status: Open', 'In progress');
    await screen.findByRole('button', { name: 'Status: In progress' });
    await choose(card, 'Priority: High', 'Urgent');
    await screen.findByRole('button', { name: 'Priority: Urgent' });
    await choose(card, 'Assignee: Bob Kowalski', 'Assign to me', 'menuitem');
    await screen.findByRole('button', { name: 'Assignee: alice' });
    await choose(card, 'Assignee: alice', 'Remove assignee', 'menuitem');
    await screen.findByRole('button', { name: 'Assignee: Unassigned' });
    expect(stage.said).toEqual([
      { status: 'in_progress', expectedUpdatedAt: 1000 },
      { priority: 'urgent', expectedUpdatedAt: 2000 },
      { assignee: 'alice', expectedUpdatedAt: 3000 },
      { assignee: null, expectedUpdatedAt: 4000 },
    ]);
  });

  it('moves the ticket to another team, and names it in the question when somebody was faster', async () => {
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 'HELPDESK', name: 'Helpdesk' }, { id: 'NETWORK', name: 'Network' }], categories: [] });
    stored = ticketOf({ team: 'HELPDESK', teamName: 'Helpdesk', may: ['set_team'] });
    const card = await show();
    await userEvent.click(button(card, 'Team: Helpdesk'));
    await screen.findByRole('menuitemradio', { name: 'Helpdesk', checked: true });
    somebodyElse({ status: 'in_progress' });
    await userEvent.click(screen.getByRole('menuitemradio', { name: 'Network' }));
    await screen.findByText('Bob Kowalski will no longer be assigned.');
    await userEvent.click(screen.getByRole('button', { name: 'Move ticket' }));
    await screen.findByText('Team: Network');
    await userEvent.click(screen.getByRole('button', { name: 'Change anyway' }));
    await waitFor(() => expect(stored.team).toBe('NETWORK'));
  });

  it('asks before the user loses sight of the ticket, and says afterwards what became of it', async () => {
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 'HELPDESK', name: 'Helpdesk' }, { id: 'NETWORK', name: 'Network' }], categories: [] });
    stored = ticketOf({ team: 'HELPDESK', teamName: 'Helpdesk', may: ['set_team', 'assign', 'take'], sight: { always: false, team: 'HELPDESK' } });
    stage.answers[`PATCH ${PATH}`] = () => new Response(null, { status: 204 });
    const card = await show();
    await choose(card, 'Team: Helpdesk', 'Network');
    const question = await screen.findByRole('dialog', { name: `Move ${NUMBER} to Network?` });
    within(question).getByText('Bob Kowalski will no longer be assigned.');
    within(question).getByText('You’ll no longer see this ticket.');
    await userEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(stage.said).toEqual([]);
    await choose(card, 'Team: Helpdesk', 'Network');
    await userEvent.click(await screen.findByRole('button', { name: 'Move ticket' }));
    await screen.findByText(`${NUMBER} was moved to Network. You no longer have access to it.`);
    expect(stage.said).toEqual([{ team: 'NETWORK', expectedUpdatedAt: 1000 }]);
  });

  it('asks before somebody who sees the ticket only as its assignee gives it away', async () => {
    stored = ticketOf({ assignee: 'alice', assigneeName: 'Alice', may: ['assign'], sight: { always: false } });
    const card = await show();
    await choose(card, 'Assignee: Alice', 'Remove assignee', 'menuitem');
    const question = await screen.findByRole('dialog', { name: `Remove the assignee of ${NUMBER}?` });
    within(question).getByText('You’ll no longer see this ticket.');
    cleanup();
    // Not whoever sees it anyway.
    stored = { ...stored, sight: { always: true } };
    await choose(await show(), 'Assignee: Alice', 'Remove assignee', 'menuitem');
    await waitFor(() => expect(stage.said).toEqual([{ assignee: null, expectedUpdatedAt: 1000 }]));
  });

  it('can be given a team where it has none, unless the teams cannot be asked for', async () => {
    stage.answers['GET /api/chat/ticket-choices'] = refused(503, 'busy');
    stored = ticketOf({ team: null, teamName: null, may: ['set_team'] });
    await userEvent.click(button(await show(), 'Team: No team'));
    await screen.findByRole('menuitem', { name: /busy/i });
  });

  it('offers only what the viewer may do', async () => {
    stored = ticketOf({ may: ['comment'] });
    const card = await show();
    expect(within(card).getAllByRole('button').map((one) => one.getAttribute('aria-label'))).toEqual(['Open conversation', 'Add comment']);
    cleanup();
    stored = ticketOf({ may: [] });
    expect(within(await show()).getAllByRole('button').map((one) => one.getAttribute('aria-label'))).toEqual(['Open conversation']);
  });

  it('keeps an unknown status in the menu, and asks for a reason to escalate', async () => {
    stored = ticketOf({ status: 'merged', may: ['set_status', 'escalate'] });
    const card = await show();
    await userEvent.click(button(card, 'Status: merged'));
    await screen.findByRole('menuitemradio', { name: 'merged', checked: true });
    await userEvent.click(screen.getByRole('menuitemradio', { name: 'Escalated' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Escalate' }));
    await screen.findByText('Say why the ticket is escalated.');
    expect(stage.said).toEqual([]);
    await userEvent.type(screen.getByLabelText('Reason'), 'nobody can print');
    await userEvent.click(screen.getByRole('button', { name: 'Escalate' }));
    await screen.findByRole('button', { name: 'Status: Escalated' });
    expect(stage.said).toEqual([{ status: 'escalated', reason: 'nobody can print', expectedUpdatedAt: 1000 }]);
  });

  it('completes with notes and reopens', async () => {
    const card = await show();
    await userEvent.click(button(card, 'Complete'));
    await userEvent.type(await screen.findByLabelText('What was done (optional)'), 'new toner{Control>}{Enter}{/Control}');
    await screen.findByRole('button', { name: 'Status: Completed' });
    await userEvent.click(button(card, 'Reopen'));
    await screen.findByText(`${NUMBER} was reopened.`);
    expect(stage.said).toEqual([
      { status: 'completed', notes: 'new toner', expectedUpdatedAt: 1000 },
      { status: 'in_progress', expectedUpdatedAt: 2000 },
    ]);
  });

  it('shows what somebody else changed meanwhile, and asks', async () => {
    const card = await show();
    const at = stored.updatedAt ?? 0;
    history = [
      { type: 'change', id: 1, action: 'created', by: 'dan', byName: 'Dan', at },
      { type: 'change', id: 2, action: 'status_changed', by: 'bob', byName: 'Bob Kowalski', from: 'open', to: 'in_progress', at: at + 300_000 },
    ];
    somebodyElse({ status: 'in_progress', assignee: 'bob', assigneeName: 'Bob Kowalski', priority: 'urgent' });
    await choose(card, 'Status: Open', 'Pending');
    const dialog = await screen.findByRole('dialog', { name: 'This ticket has changed' });
    expect(within(dialog).getAllByRole('listitem').map((line) => line.textContent)).toEqual(['Status: Open → In progress', 'Priority: High → Urgent', 'Status: Pending']);
    await within(dialog).findByText('Changed by Bob Kowalski in the meantime:');
    // And once more, while the dialog is open.
    somebodyElse({ priority: 'low' });
    await userEvent.click(screen.getByRole('button', { name: 'Change anyway' }));
    await screen.findByText('Priority: High → Low');
    expect(stored.status).toBe('in_progress');
    await userEvent.click(screen.getByRole('button', { name: 'Change anyway' }));
    await waitFor(() => expect(stored.status).toBe('pending'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('leaves it at what somebody else did where that is what was wanted', async () => {
    const card = await show();
    somebodyElse({ status: 'pending' });
    await choose(card, 'Status: Open', 'Pending');
    await screen.findByRole('button', { name: 'Status: Pending' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('keeps the notes and asks when the ticket changes while they are written', async () => {
    const card = await show();
    await userEvent.click(button(card, 'Complete'));
    await userEvent.type(await screen.findByLabelText('What was done (optional)'), 'new toner');
    somebodyElse({ status: 'escalated' });
    await userEvent.click(screen.getByRole('button', { name: 'Complete' }));
    await screen.findByText('Status: Open → Escalated');
    expect(screen.getByLabelText<HTMLTextAreaElement>('What was done (optional)').value).toBe('new toner');
    await userEvent.click(screen.getByRole('button', { name: 'Complete anyway' }));
    await waitFor(() => expect(stored.status).toBe('completed'));
  });

  it('adds the notes to those of somebody who was quicker', async () => {
    const card = await show();
    await userEvent.click(button(card, 'Complete'));
    await userEvent.type(await screen.findByLabelText('What was done (optional)'), 'new toner');
    somebodyElse({ status: 'completed' });
    await userEvent.click(screen.getByRole('button', { name: 'Complete' }));
    await screen.findByText('Status: Open → Completed');
    expect(screen.queryByRole('button', { name: 'Complete anyway' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Add notes' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // The first one was refused.
    expect(stage.said.at(-1)).toEqual({ status: 'completed', notes: 'new toner', expectedUpdatedAt: 1500 });
  });

  it('does not add nothing to the notes of somebody who was quicker', async () => {
    const card = await show();
    await userEvent.click(button(card, 'Complete'));
    await screen.findByLabelText('What was done (optional)');
    somebodyElse({ status: 'completed' });
    await userEvent.click(screen.getByRole('button', { name: 'Complete' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Add notes' }));
    await screen.findByText('Say what was done.');
    expect(stage.said).toHaveLength(1);
    await userEvent.type(screen.getByLabelText('What was done'), 'new toner');
    await userEvent.click(screen.getByRole('button', { name: 'Add notes' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(stage.said.at(-1)).toEqual({ status: 'completed', notes: 'new toner', expectedUpdatedAt: 1500 });
  });

  it('shows what somebody else did while a comment is written, and asks', async () => {
    stage.answers[`POST ${PATH}/comments`] = { id: 1, text: '', internal: true, author: 'alice', authorName: 'Alice', createdAt: 1 };
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    await userEvent.type(await screen.findByLabelText('Comment'), 'on my way');
    const dialog = screen.getByRole('dialog');
    // Another comment: only its author says so.
    history = [{ type: 'comment', id: 7, text: 'I called her', internal: true, author: 'bob', authorName: 'Bob Kowalski', createdAt: (stored.updatedAt ?? 0) + 2000 }];
    somebodyElse({});
    act(() => ticketsOf(stage.session).touched(NUMBER));
    await within(dialog).findByText('Changed by Bob Kowalski in the meantime:');
    within(dialog).getByText('Something else, such as a comment');
    // And a change that has not been heard of yet: it is asked about before anything is written.
    somebodyElse({ status: 'completed' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment anyway' }));
    await within(dialog).findByText('Status: Open → Completed');
    expect(stage.said).toEqual([]);
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('on my way');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment anyway' }));
    await screen.findByText(`Your comment was added to ${NUMBER}.`);
    expect(stage.said).toEqual([{ text: 'on my way', internal: true }]);
  });

  it('keeps what was written when a dialog is closed', async () => {
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    await userEvent.type(await screen.findByLabelText('Comment'), 'half a thou');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.click(button(card, 'Add comment'));
    expect((await screen.findByLabelText<HTMLTextAreaElement>('Comment')).value).toBe('half a thou');
    await userEvent.clear(screen.getByLabelText('Comment'));
  });

  it('takes files into a comment, keeps them until it is sent, and tries a failed one again', async () => {
    let fails = 1;
    vi.mocked(upload).mockImplementation((_session, file) => {
      fails -= 1;
      const done = fails >= 0 ? Promise.reject(new ChatError('busy', 'busy')) : Promise.resolve({ id: `id of ${(file as File).name}`, name: (file as File).name, size: 1, mimeType: 'text/plain', hasThumbnail: false });
      return { done, stop: () => undefined };
    });
    stage.answers[`POST ${PATH}/comments`] = { id: 1, text: '', internal: true, author: 'alice', authorName: 'Alice', createdAt: 1 };
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    await screen.findByRole('button', { name: 'Attach files' });
    const chooseFiles = (...names: string[]): Promise<void> => userEvent.upload(document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement, names.map((name) => new File(['x'], name)));
    await chooseFiles('log.txt');
    await userEvent.click(await screen.findByRole('button', { name: 'Upload log.txt again' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Upload log.txt again' })).toBeNull());
    await chooseFiles('screen.png', 'unwanted.bin');
    await userEvent.click(screen.getByRole('button', { name: 'Remove unwanted.bin' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await userEvent.click(button(card, 'Add comment'));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Add comment' }));
    await screen.findByText(`Your comment was added to ${NUMBER}.`);
    expect(stage.said).toEqual([{ text: '', internal: true, fileIds: ['id of log.txt', 'id of screen.png'] }]);
    await userEvent.click(button(card, 'Add comment'));
    await screen.findByRole('button', { name: 'Attach files' });
    expect(screen.queryByText('log.txt')).toBeNull();
  });

  const fileOf = (id: string): FileInfo => ({ id, name: id.split('-')[0] ?? '', size: 1, mimeType: 'text/plain', hasThumbnail: false });
  /** What is uploaded arrives, each file with its name and the number of the upload as its id. */
  const numberUploads = (): void => {
    let uploads = 0;
    vi.mocked(upload).mockImplementation((_session, file) => {
      uploads += 1;
      return { done: Promise.resolve(fileOf(`${(file as File).name}-${uploads}`)), stop: () => undefined };
    });
  };

  it('sends files of a comment anew that the server has deleted meanwhile', async () => {
    numberUploads();
    // A day later, one of them is gone.
    stage.answers['GET /api/chat/files/old.txt-1/info'] = () => refused(404, 'not_found');
    stage.answer('GET', '/api/chat/files/new.txt-2/info', { ...fileOf('new.txt-2'), createdAt: 1, userId: 'alice' });
    stage.answers[`POST ${PATH}/comments`] = () => {
      const { fileIds = [] } = stage.said.at(-1) as { fileIds?: string[] };
      return fileIds.includes('old.txt-1') ? refused(404, 'not_found') : { id: 1, text: '', internal: true, author: 'alice', authorName: 'Alice', createdAt: 1 };
    };
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    await screen.findByRole('button', { name: 'Attach files' });
    const dialog = screen.getByRole('dialog');
    const attach = (name: string): Promise<void> => userEvent.upload(document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement, new File(['x'], name));
    await attach('old.txt');
    await attach('new.txt');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment' }));
    await screen.findByText(`Your comment was added to ${NUMBER}.`);
    expect(stage.said.map((said) => (said as { fileIds?: string[] }).fileIds)).toEqual([
      ['old.txt-1', 'new.txt-2'],
      ['old.txt-3', 'new.txt-2'],
    ]);
  });

  it('says that a comment was refused, and tries no second time while its files are there', async () => {
    numberUploads();
    stage.answer('GET', '/api/chat/files/a.txt-1/info', { ...fileOf('a.txt-1'), createdAt: 1, userId: 'alice' });
    stage.answers[`POST ${PATH}/comments`] = () => refused(404, 'not_found');
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    await screen.findByRole('button', { name: 'Attach files' });
    const dialog = screen.getByRole('dialog');
    await userEvent.upload(document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement, new File(['x'], 'a.txt'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment' }));
    await screen.findByText(/no longer exists, or you don’t have access/);
    expect(stage.said).toHaveLength(1);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove a.txt' }));
  });

  it('takes files that are dropped or pasted into a comment, but not the picture of a pasted text', async () => {
    vi.mocked(upload).mockImplementation(() => ({ done: new Promise(() => undefined), stop: () => undefined }));
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    const dialog = await screen.findByRole('dialog');
    const field = within(dialog).getByRole('textbox', { name: 'Comment' });
    const files = [new File(['x'], 'trace.log')];
    const dataTransfer = { types: ['Files'], files };
    fireEvent.dragOver(field, { dataTransfer });
    within(dialog).getByRole('button', { name: 'Drop files to attach them' });
    // Beside the dialog as well: nothing else would take them.
    fireEvent.drop(document.body, { dataTransfer });
    await within(dialog).findByText('trace.log');
    within(dialog).getByRole('button', { name: 'Attach files' });
    fireEvent.paste(field, { clipboardData: { types: ['text/plain', 'Files'], files: [new File(['y'], 'office.png')] } });
    fireEvent.paste(field, { clipboardData: { types: ['Files'], files: [new File(['z'], 'shot.png')] } });
    await within(dialog).findByText('shot.png');
    expect(within(dialog).queryByText('office.png')).toBeNull();
    // oxlint-disable-next-line no-await-in-loop
    for (const name of ['trace.log', 'shot.png']) await userEvent.click(within(dialog).getByRole('button', { name: `Remove ${name}` }));
  });

  it('adds a comment that is internal unless everyone is chosen, once', async () => {
    let times = 0;
    stage.answers[`POST ${PATH}/comments`] = () => {
      times += 1;
      return times === 1 ? refused(503, 'busy') : { id: 1, text: 'x', internal: true, author: 'alice', authorName: 'Alice', createdAt: 1 };
    };
    const card = await show();
    await userEvent.click(button(card, 'Add comment'));
    const field = await screen.findByLabelText('Comment');
    const dialog = screen.getByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment' }));
    await screen.findByText('Write a comment first.');
    await userEvent.type(field, 'looked at it');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment' }));
    await screen.findByText('The server is busy. Please try again.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add comment' }));
    await screen.findByText(`Your comment was added to ${NUMBER}.`);
    await userEvent.click(button(card, 'Add comment'));
    await userEvent.type(await screen.findByLabelText('Comment'), 'public');
    await userEvent.click(screen.getByRole('radio', { name: /Everyone on the ticket/ }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Add comment' }));
    await waitFor(() => expect(stage.said).toHaveLength(3));
    expect(stage.said).toEqual([
      { text: 'looked at it', internal: true },
      { text: 'looked at it', internal: true },
      { text: 'public', internal: false },
    ]);
  });

  it('says why a change was refused', async () => {
    const card = await show();
    stage.answers[`PATCH ${PATH}`] = () => refused(403, 'forbidden', 'Your role does not have the permission for this change of a ticket.');
    await choose(card, 'Priority: High', 'Low');
    await screen.findByText('Your role does not have the permission for this change of a ticket.');
  });

  it('takes the card away when the change hides the ticket', async () => {
    await show();
    act(() => ticketsOf(stage.session).learn(NUMBER, 'withheld'));
    await waitFor(() => expect(screen.queryByRole('region', { name: `Ticket ${NUMBER}` })).toBeNull());
  });
});
