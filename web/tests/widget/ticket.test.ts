// The widget on a page that is about a ticket.

import { expect, describe, it, vi } from 'vitest';

import type { Message } from '../../src/core/protocol/generated';
import { channelOf, messageOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

const NUMBER = 'HD-250819-138';
const PLACE = 'orvale-chat.channel';

describe('the widget on the page of a ticket', () => {
  const stage = useStage();
  const { all, appear, found, texts } = stage;
  const room = channelOf({ id: 7, name: `${NUMBER} Trust relationship failed`, type: 'private', ticket: NUMBER });
  const other = channelOf({ id: 8, name: 'NET-250818-017 No radio', type: 'private', ticket: 'NET-250818-017' });

  /** The server has the conversation of the ticket. */
  function withRoom(): void {
    stage.rooms[NUMBER] = room;
    stage.server.channel = room;
  }

  it('opens its conversation with the row that names it: looking neither makes nor joins it', async () => {
    withRoom();
    appear({ ticket: NUMBER.toLowerCase() });
    stage.widget.open();
    const row = await found('.row', `${NUMBER} The printer is on fire`);
    expect(row.textContent).toContain('Open conversation');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(stage.asked).toEqual([]);
    expect(stage.calls.filter((call) => call.includes('/tickets/'))).toEqual([`GET /api/chat/tickets/${NUMBER}`]);
    row.click();
    await found('h2', 'Trust relationship failed');
    await found('.log');
    expect(stage.asked).toEqual([NUMBER]);
    // Its name is no channel's.
    expect(texts('h2')).toEqual([room.name]);
    expect((await found('.log ~ form textarea')).getAttribute('placeholder')).toBe(`Message ${NUMBER}`);
  });

  it('opens it at once for who is in it, also where it was open on the page before', async () => {
    stage.items = [...stage.items, room];
    stage.server.channel = room;
    sessionStorage.setItem('orvale-chat.open', '1');
    appear({ ticket: NUMBER });
    await found('h2', 'Trust relationship failed');
    expect(stage.asked).toEqual([]);
  });

  it('neither makes nor joins it only because it was open on the page before', async () => {
    withRoom();
    sessionStorage.setItem('orvale-chat.open', '1');
    appear({ ticket: NUMBER });
    const row = await found('.row', NUMBER);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(stage.asked).toEqual([]);
    row.click();
    await found('h2', 'Trust relationship failed');
    expect(stage.asked).toEqual([NUMBER]);
  });

  it('shows what comments say, as far as the user may read them', async () => {
    stage.items = [...stage.items, room];
    stage.server.channel = room;
    const line = (id: number, comment: number): Message => messageOf({ id, seq: id, channelId: 7, type: 'system', userId: 'bob', text: 'bob commented on the ticket.', system: { event: 'ticket_comment', comment } });
    const done = messageOf({ id: 1003, seq: 1003, channelId: 7, type: 'system', userId: 'bob', createdAt: 9000, text: 'bob changed the ticket’s status.', system: { event: 'ticket_status', to: 'completed' } });
    stage.history = [line(1001, 4), line(1002, 5), done];
    stage.entries = [
      { type: 'comment', id: 4, text: 'A new drum\ncomes <b>tomorrow</b>', internal: false, author: 'bob', authorName: 'Bob Kowalski', createdAt: 3000 },
      { type: 'change', id: 9, action: 'completed', by: 'bob', byName: 'Bob Kowalski', notes: 'Replaced the drum', at: 8000 },
    ];
    appear({ ticket: NUMBER });
    stage.widget.open();
    const said = await found('.system blockquote', 'A new drum');
    expect(said.textContent).toBe('A new drum\ncomes <b>tomorrow</b>');
    await found('.system', 'Bob Kowalski commented on the ticket.');
    expect(all('.system')).toHaveLength(3);
    expect(texts('.system blockquote')).toEqual([expect.stringContaining('A new drum'), 'Replaced the drum']);
    expect(stage.calls.filter((call) => call.endsWith(`/tickets/${NUMBER}/history`))).toHaveLength(1);
    // Notes that are added belong to the line of the completion.
    stage.entries = [...stage.entries, { type: 'change', id: 11, action: 'completed', by: 'alice', byName: 'Alice', from: 'completed', to: 'completed', notes: 'And cleaned it', at: 8500 }];
    for (const socket of stage.server.sockets) socket.event('ticket_updated', { number: NUMBER, updatedAt: 8500 });
    await found('.system blockquote', 'Replaced the drum\n\nAlice: And cleaned it');
    // Completed once more: its line has what was noted then.
    stage.entries = [...stage.entries, { type: 'change', id: 12, action: 'completed', by: 'bob', byName: 'Bob Kowalski', notes: 'Replaced the printer', at: 1_800_000_000_000 }];
    stage.server.publish('message_received', { channelId: 7, channel: { id: 7, name: room.name, type: 'private' }, message: { ...done, id: 1004, seq: 1004, createdAt: 1_800_000_001_000 } });
    await found('.system blockquote', 'Replaced the printer');
    expect(texts('.system blockquote')).toEqual([expect.stringContaining('A new drum'), 'Replaced the drum\n\nAlice: And cleaned it', 'Replaced the printer']);
  });

  it('leaves what somebody went to', async () => {
    withRoom();
    appear({ ticket: NUMBER });
    stage.widget.open();
    (await found('.row', NUMBER)).click();
    await found('.log');
    (await found('.head button')).click();
    await found('.all');
    stage.widget.close();
    stage.widget.open();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(all('.log')).toEqual([]);
    // Also where the page was loaded anew.
    stage.widget.remove();
    appear({ ticket: NUMBER });
    await found('.all');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(all('.log')).toEqual([]);
    expect(stage.asked).toEqual([NUMBER]);
  });

  it('follows the page from ticket to ticket', async () => {
    stage.items = [...stage.items, room];
    stage.server.channel = room;
    appear({ ticket: NUMBER });
    stage.widget.open();
    await found('.log');
    stage.announce(other);
    stage.widget.setAttribute('ticket', 'NET-250818-017');
    await found('h2', 'No radio');
  });

  it('leaves a conversation that is no ticket’s where it is', async () => {
    stage.items = [...stage.items, room];
    sessionStorage.setItem('orvale-chat.open', '1');
    sessionStorage.setItem(PLACE, '1');
    appear({ ticket: NUMBER });
    await found('.log');
    stage.announce(room);
    await vi.waitFor(() => expect(sessionStorage.getItem('orvale-chat.ticket')).toContain(NUMBER), DEADLINE);
    expect(sessionStorage.getItem(PLACE)).toBe('1');
  });

  it('says so where the ticket may not be seen, and tries again where it could not be asked for', async () => {
    appear({ ticket: 'HD-250819-999' });
    stage.widget.open();
    const row = await found('.row', 'You don’t have access to this ticket.');
    expect((row as HTMLButtonElement).disabled).toBe(true);
    await found('.row', 'general');
    stage.failing = 1;
    withRoom();
    stage.widget.setAttribute('ticket', NUMBER);
    (await found('.row', 'The printer is on fire')).click();
    (await found('.row', 'Not opened. Try again.')).click();
    await found('h2', 'Trust relationship failed');
  });

  it('waits for who is not logged in yet', async () => {
    withRoom();
    localStorage.clear();
    appear({ ticket: NUMBER });
    stage.widget.open();
    await found('.middle', 'You’re not logged in');
    expect(stage.asked).toEqual([]);
    localStorage.setItem('authToken', 'good');
    (await found('.row', 'The printer is on fire')).click();
    await found('h2', 'Trust relationship failed');
  });

  it('has no row about a ticket elsewhere', async () => {
    appear();
    stage.widget.open();
    await found('.row', 'general');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(texts('.row')).toHaveLength(1);
  });
});
