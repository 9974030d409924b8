import { describe, expect, it, vi } from 'vitest';

import { messageOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

describe('the number of a ticket in a message of the widget', () => {
  const stage = useStage();
  const { appear, found, texts } = stage;

  it('links the numbers of tickets that one may see to the page, outside of code', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.rooms['HD-250819-138'] = stage.server.channel;
    stage.history = [messageOf({ text: 'as in hd-250819-138, HD-250819-140, or `HD-250819-139`' })];
    appear();
    stage.widget.open();
    const link = await found('.bubble a', 'hd-250819-138');
    expect(link.getAttribute('href')).toMatch(/\/chat\/tickets\/HD-250819-138$/);
    expect(link.title).toBe('The printer is on fire');
    await vi.waitFor(() => expect(stage.calls).toContain('GET /api/chat/tickets/HD-250819-140'), DEADLINE);
    expect(texts('.bubble a')).toEqual(['hd-250819-138']);
    expect((await found('.bubble')).textContent).toContain('as in hd-250819-138, HD-250819-140, or HD-250819-139');
  });

  it('asks once for a ticket that many messages name, and again when it changes', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const number = 'HD-250819-138';
    stage.history = [messageOf({ text: `see ${number}` }), messageOf({ id: 2, seq: 2, text: `and ${number}` })];
    appear();
    stage.widget.open();
    const asked = (): number => stage.calls.filter((call) => call.endsWith(number)).length;
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), DEADLINE);
    expect(texts('.bubble a')).toEqual([]);
    const before = asked();
    stage.rooms[number] = stage.server.channel;
    for (const socket of stage.server.sockets) socket.event('ticket_updated', { number, updatedAt: 1 });
    await vi.waitFor(() => expect(texts('.bubble a')).toEqual([number, number]), DEADLINE);
    expect(asked()).toBe(before + 1);
  });
});
