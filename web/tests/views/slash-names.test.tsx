import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Person } from '../../src/core/protocol/generated';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { refused } from '../fakes/contract';
import { channelOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const person = (username: string, displayName: string, change: Partial<Person> = {}): Person => personOf(username, { displayName, ...change });

/** Whom nobody on the page knows until the server is asked. */
const PEOPLE = [
  person('anna', 'Anna'),
  person('vdl', 'Anna von der Leyen'),
  person('khb', 'Karl-Heinz Becker'),
  person('schmidt', 'Maria Schmidt'),
  person('weber', 'Maria Schmidt-Weber'),
  person('obrien', 'Zoë O’Brien'),
  person('max1', 'Max Meier'),
  person('max2', 'Max Meier'),
  person('tom', 'Tom'),
  person('thomas.t', 'Tom'),
];

describe('a command that names somebody', () => {
  let stage: Stage;
  let opened: string[];
  let sent: string[];

  beforeEach(async () => {
    stage = await setStage();
    stage.answer('GET', '/api/chat/users', (url) => {
      const words = (url.searchParams.get('q') ?? '').toLowerCase().split(' ');
      const fits = ({ username, displayName }: Person): boolean => words.every((word) => `${username} ${displayName}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().includes(word));
      return { items: PEOPLE.filter(fits) };
    });
    opened = [];
    sent = [];
    vi.spyOn(stage.session, 'openDirect').mockImplementation(([username = '']) => {
      opened.push(username);
      return Promise.resolve(channelOf({ id: 7, type: 'direct' }));
    });
    vi.spyOn(stage.session.sending, 'send').mockImplementation((_conversation, text) => {
      sent.push(text);
      return Promise.resolve();
    });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');

  async function write(text: string, change = {}): Promise<void> {
    stage.show(<MessageInput channel={channelOf({ role: 'owner', ...change })} title="#general" />);
    await userEvent.click(box());
    await userEvent.paste(text);
    await userEvent.keyboard('{Escape}{Enter}');
  }

  it.each([
    ['@Anna von der Leyen your letter is ready', 'vdl', 'your letter is ready'],
    ['Anna von der Leyen, your letter', 'vdl', 'your letter'],
    ['@anna hello', 'anna', 'hello'],
    ['@anna, von hier aus', 'anna', 'von hier aus'],
    ['@vdl hello', 'vdl', 'hello'],
    ['@Karl-Heinz Becker hello', 'khb', 'hello'],
    ['@karl-heinz  becker: hello', 'khb', 'hello'],
    ['@Maria Schmidt hello', 'schmidt', 'hello'],
    ['Maria Schmidt-Weber hello', 'weber', 'hello'],
    ["@zoe o'brien hello", 'obrien', 'hello'],
    ['@tom hello', 'tom', 'hello'],
  ])('means one person: /msg %s', async (argument, username, text) => {
    await write(`/msg ${argument}`);
    await waitFor(() => expect(sent).toEqual([text]));
    expect(opened).toEqual([username]);
    expect(box().value).toBe('');
  });

  it.each([
    ['@Anna von hier', 'It isn’t clear who “Anna” is. Use a user name, followed by a comma: @anna or @vdl.'],
    ['@Anna v', 'It isn’t clear who “Anna” is. Use a user name, followed by a comma: @anna or @vdl.'],
    ['@Max Meier hello', 'Several people are called “Max Meier”. Use a user name: @max1 or @max2.'],
    ['@Tom hello', 'Several people are called “Tom”. Use a user name: @tom or @thomas.t.'],
    ['Maria hello', 'It isn’t clear who “Maria” is. Use a user name, followed by a comma: @schmidt or @weber.'],
    ['@Maria Schmidt-Webermann hello', 'It isn’t clear who “Maria” is. Use a user name, followed by a comma: @schmidt or @weber.'],
    ['@Annabel hello', 'There’s nobody called “Annabel”.'],
    ['Anna hello', 'It isn’t clear who “Anna” is. Use a user name, followed by a comma: @anna or @vdl.'],
    ['Zoe Smith hello', 'It isn’t clear who “Zoe” is. Use a user name, followed by a comma: @obrien.'],
    ['VDL hello', 'It isn’t clear who “VDL” is. Use a user name, followed by a comma: @vdl.'],
  ])('is refused where that is a guess, and stays: /msg %s', async (argument, problem) => {
    await write(`/msg ${argument}`);
    expect(await screen.findByText(problem)).toBeTruthy();
    expect([opened, sent]).toEqual([[], []]);
    expect(box().value).toBe(`/msg ${argument}`);
  });

  it('means nobody who is known where somebody with a longer name has left, or the server says nothing', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [person('anna', 'Anna'), person('gone', 'Anna Maria Huber', { active: false })] });
    await write('/msg @Anna Maria Huber hello');
    expect(await screen.findByText('There’s nobody called “Anna”.')).toBeTruthy();
    stage.answers['GET /api/chat/users'] = refused(503, 'busy');
    await userEvent.clear(box());
    await userEvent.paste('/msg @anna hello');
    await userEvent.keyboard('{Escape}{Enter}');
    await waitFor(() => expect(screen.queryAllByRole('alert').length).toBeGreaterThan(0));
    expect([opened, sent]).toEqual([[], []]);
  });

  it('adds people by the same names, and none where one is unclear', async () => {
    const add = vi.spyOn(stage.session.channel, 'addMembers').mockResolvedValue([{ status: 'fulfilled', value: null }, { status: 'fulfilled', value: null }]);
    await write('/invite @Anna von der Leyen, Max Meier');
    expect(await screen.findByText(/^Several people are called “Max Meier”/)).toBeTruthy();
    expect(add).not.toHaveBeenCalled();
    await userEvent.clear(box());
    await userEvent.paste('/invite @Anna von der Leyen Karl-Heinz Becker, vdl');
    await userEvent.keyboard('{Escape}{Enter}');
    await waitFor(() => expect(add).toHaveBeenCalledExactlyOnceWith(1, ['vdl', 'khb']));
  });

  it('assigns a ticket by the same names', async () => {
    const number = 'HD-250819-138';
    stage.answer('GET', `/api/chat/tickets/${number}`, ticketOf({ assignee: null, may: ['assign'] }));
    stage.answer('PATCH', `/api/chat/tickets/${number}`, ticketOf());
    await write('/assign @Max Meier', { ticket: number });
    expect(await screen.findByText('Several people are called “Max Meier”. Use a user name: @max1 or @max2.')).toBeTruthy();
    await userEvent.clear(box());
    await userEvent.paste("/assign @zoe o'brien");
    await userEvent.keyboard('{Escape}{Enter}');
    await waitFor(() => expect(stage.said).toEqual([{ assignee: 'obrien', expectedUpdatedAt: 1000 }]));
  });
});
