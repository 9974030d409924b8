import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { FormattedText } from '../../src/features/messages/FormattedText';
import { refused } from '../fakes/contract';
import { channelOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const NUMBER = 'HD-250819-138';

describe('a ticket that is written', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');
  const texts = (): string[] => stage.server.messages.map(({ text }) => text);
  async function write(text: string): Promise<void> {
    stage.show(<MessageInput channel={channelOf({ role: 'owner' })} title="#general" />);
    await userEvent.type(box(), text);
    await userEvent.keyboard('{Enter}');
  }

  it('is shown to everyone by its number', async () => {
    stage.answer('GET', `/api/chat/tickets/${NUMBER}`, ticketOf());
    await write('/ticket hd-250819-138');
    await waitFor(() => expect(texts()).toEqual([NUMBER]));
    expect(box().value).toBe('');
  });

  it('is found by its title', async () => {
    stage.answers['GET /api/chat/tickets?q=printer'] = { items: [ticketOf()] };
    await write('/ticket printer');
    await waitFor(() => expect(texts()).toEqual([NUMBER]));
  });

  it('is asked for again where several match, or none', async () => {
    stage.answers['GET /api/chat/tickets?q=printer'] = { items: [ticketOf(), ticketOf({ number: 'HD-250819-139', title: 'Toner' })] };
    await write('/ticket printer');
    await screen.findByText(`Several tickets match: ${NUMBER} (The printer is on fire), HD-250819-139 (Toner). Choose one, or enter its number.`);
    expect(box().value).toBe('/ticket printer');
    stage.answers['GET /api/chat/tickets?q=nothing'] = { items: [] };
    await userEvent.clear(box());
    await userEvent.type(box(), '/ticket nothing{Enter}');
    await screen.findByText('No tickets match.');
    expect(texts()).toEqual([]);
  });

  it('is chosen from a list where several match', async () => {
    stage.answers['GET /api/chat/tickets?q=printer+on'] = { items: [ticketOf({ number: 'HD-250819-139', title: 'Toner of the printer on floor 3', status: 'completed' }), ticketOf()] };
    stage.answer('GET', '/api/chat/tickets/HD-250819-139', ticketOf({ number: 'HD-250819-139' }));
    await write('/ticket printer on');
    const options = await screen.findAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([`${NUMBER}The printer is on fire`, 'HD-250819-139Toner of the printer on floor 3']);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(box().value).toBe('/ticket HD-250819-139 ');
    await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(texts()).toEqual(['HD-250819-139']));
    await userEvent.type(box(), '/ticket printer on');
    await userEvent.click(await screen.findByRole('option', { name: `${NUMBER} The printer is on fire` }));
    expect(box().value).toBe(`/ticket ${NUMBER} `);
  });

  it('is listed although the list of commands was dismissed, and not once that of tickets was', async () => {
    stage.answers['GET /api/chat/tickets?q=printer'] = { items: [ticketOf(), ticketOf({ number: 'HD-250819-139' })] };
    stage.show(<MessageInput channel={channelOf({ role: 'owner' })} title="#general" />);
    await userEvent.type(box(), '/tick');
    await screen.findByRole('option');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
    await userEvent.type(box(), 'et printer');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
    await userEvent.keyboard('{Enter}');
    await screen.findByText(/^Several tickets match/);
    expect(texts()).toEqual([]);
  });

  it('may be one that is not to be seen', async () => {
    stage.answers[`GET /api/chat/tickets/${NUMBER}`] = refused(404, 'not_found');
    await write(`/ticket ${NUMBER}`);
    await screen.findByText('This ticket doesn’t exist, or you don’t have access to it.');
    expect(texts()).toEqual([]);
  });

  it('is completed by its number or title, what is to be done first', async () => {
    const tickets = [ticketOf({ number: 'HD-250819-140', title: 'Printer jam', status: 'completed' }), ticketOf({ title: 'Printer is on fire' })];
    stage.answers['GET /api/chat/tickets?q=pri'] = { items: tickets };
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 5, name: `${NUMBER} Printer is on fire`, ticket: NUMBER }) });
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 6, name: 'printers' }) });
    stage.show(<MessageInput channel={channelOf({ role: 'owner' })} title="#general" />);
    await userEvent.type(box(), 'see #pri');
    await screen.findByRole('option', { name: `${NUMBER} Printer is on fire` });
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['#printers', `${NUMBER}Printer is on fire`, 'HD-250819-140Printer jam']);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(box().value).toBe(`see ${NUMBER} `);
  });

  it('is sent at once where its whole number is written, and behind a # as soon as it has been taken', async () => {
    stage.answers[`GET /api/chat/tickets?q=${NUMBER}`] = { items: [ticketOf({ title: 'Printer is on fire' })] };
    await write(`see ${NUMBER}`);
    await waitFor(() => expect(texts()).toEqual([`see ${NUMBER}`]));
    await userEvent.type(box(), `see #${NUMBER}`);
    await screen.findByRole('option', { name: `${NUMBER} Printer is on fire` });
    await userEvent.keyboard('{Enter}');
    expect(box().value).toBe(`see ${NUMBER} `);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(texts()).toEqual([`see ${NUMBER}`, `see ${NUMBER}`]));
  });

  it('is assigned from the conversation, here or by its number', async () => {
    const bob = personOf('bob', { displayName: 'Bob Kowalski' });
    stage.session.store.dispatch({ type: 'people_learned', people: [bob] });
    stage.answer('GET', `/api/chat/tickets/${NUMBER}`, ticketOf({ assignee: null, may: ['assign'] }));
    stage.answer('PATCH', `/api/chat/tickets/${NUMBER}`, ticketOf());
    stage.show(<MessageInput channel={channelOf({ role: 'member', ticket: NUMBER })} title="the ticket" />);
    await userEvent.type(box(), '/assign @bob {Enter}');
    await waitFor(() => expect(stage.said).toEqual([{ assignee: 'bob', expectedUpdatedAt: 1000 }]));
    cleanup();
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), `/assign ${NUMBER} me{Enter}`);
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ assignee: 'alice', expectedUpdatedAt: 1000 }));
    expect(texts()).toEqual([]);
  });

  it('is not assigned to nobody, nor without its number', async () => {
    stage.answer('GET', `/api/chat/tickets/${NUMBER}`, ticketOf({ may: ['take'] }));
    await write('/assign @bob');
    await screen.findByText(/^Type the ticket’s number after \/assign/);
    await userEvent.clear(box());
    await userEvent.type(box(), `/assign ${NUMBER}{Enter}`);
    await screen.findByText(/^Type who is to work on the ticket/);
    await userEvent.clear(box());
    await userEvent.type(box(), `/assign ${NUMBER} @zoe{Enter}`);
    await screen.findByText('There’s nobody called “zoe”.');
    expect(stage.said).toEqual([]);
  });

  it('is a link in a text for whoever may see it', async () => {
    stage.answer('GET', `/api/chat/tickets/${NUMBER}`, ticketOf());
    stage.answers['GET /api/chat/tickets/'] = () => refused(404, 'not_found');
    const { container } = stage.show(<FormattedText text="see *hd-250819-138*, not HD-250819-999 or `HD-250819-138`" />);
    const link = await screen.findByRole('link', { name: 'hd-250819-138' });
    expect(link.getAttribute('href')).toBe(`/chat/tickets/${NUMBER}`);
    expect(screen.getAllByRole('link')).toHaveLength(1);
    expect(container.textContent).toBe('see hd-250819-138, not HD-250819-999 or HD-250819-138');
    await userEvent.click(link);
    expect(window.location.pathname).toBe(`/chat/tickets/${NUMBER}`);
  });
});
