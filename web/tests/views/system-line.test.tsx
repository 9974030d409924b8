import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Message } from '../../src/core/protocol/generated';
import { SystemLine } from '../../src/features/messages/SystemLine';
import { saidIn } from '../../src/features/messages/said';
import { messagesWords } from '../../src/features/messages/words';
import { languages } from '../../src/app/languages';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };
const NAMES = ['bob', 'carol', 'dave', 'eve', 'frank'];

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'people_learned', people: NAMES.map((name) => personOf(name)) });
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

const noteOf = (system: NonNullable<Message['system']>, change: Partial<Message> = {}): Message =>
  messageOf({ type: 'system', userId: 'bob', text: 'said by the server', system, ...change });

const joined = (userId: string, seq = 1): Message => noteOf({ event: 'joined', userIds: [userId] }, { id: seq, seq, userId });

function show(first: Message, ...others: Message[]): HTMLElement {
  stage.show(<SystemLine run={[first, ...others]} toolbar="react reply" highlighted={false} tools={tools} />);
  return screen.getByRole('article');
}

it('names those it is about, each a button', () => {
  const line = show(noteOf({ event: 'added', userIds: ['carol', 'dave'] }));
  expect(line.querySelector('p')?.textContent).toBe('Bob added Carol and Dave.');
  expect(within(line).getByRole('button', { name: 'Carol' })).toBeTruthy();
  expect(line.getAttribute('aria-label')).toMatch(/^Bob added Carol and Dave\., /);
});

it('leaves AM and PM out of its margin, where they would touch the sentence', () => {
  const line = show(joined('bob'));
  const time = line.querySelector('time');
  expect(line.getAttribute('aria-label')).toMatch(/, \d{1,2}:\d\d [AP]M$/);
  expect(time?.textContent).toMatch(/^\d{1,2}:\d\d$/);
  expect(time?.title).toMatch(/ [AP]M$/);
});

it('says that somebody took a ticket who assigned it to themselves', () => {
  const assigned = (to: string): string | null | undefined => {
    cleanup();
    return show(noteOf({ event: 'ticket_assignee', userIds: [], to })).querySelector('p')?.textContent;
  };
  expect(assigned('bob')).toBe('Bob took the ticket.');
  expect(assigned('carol')).toBe('Bob assigned the ticket to Carol.');
});

it('says what a ticket’s status is in words, and one that nobody knows as it is', () => {
  const status = (to: string): string | null | undefined => {
    cleanup();
    return show(noteOf({ event: 'ticket_status', userIds: [], to })).querySelector('p')?.textContent;
  };
  expect(status('in_progress')).toBe('Bob changed the status to in progress.');
  expect(status('constructor')).toBe('Bob changed the status to constructor.');
});

it('says several who come at once in one line, and the rest of many when asked', async () => {
  const line = show(joined('bob'), ...NAMES.slice(1).map((name, index) => joined(name, index + 2)));
  const sentence = (): string | null | undefined => line.querySelector('p')?.textContent;
  expect(sentence()).toBe('Bob, Carol, and 3 others joined.');
  await userEvent.click(within(line).getByRole('button', { name: '3 others' }));
  expect(sentence()).toBe('Bob, Carol, Dave, Eve, and Frank joined.');
  // What one could do would be done to the first of them alone.
  expect(within(line).queryByRole('button', { name: 'More actions' })).toBeNull();
});

it('says what the server wrote where it does not know what happened', () => {
  const unknown = { event: 'promoted' as 'joined', userIds: ['bob'] };
  expect(show(noteOf(unknown)).querySelector('p')?.textContent).toBe('said by the server');
  cleanup();
  const { system: _none, ...adopted } = noteOf(unknown);
  expect(show(adopted).querySelector('p')?.textContent).toBe('said by the server');
});

it('speaks the language of the reader', async () => {
  const words = messagesWords.in(await languages.de());
  const { people } = stage.session.store.state;
  const said = (system: NonNullable<Message['system']>): string => saidIn(noteOf(system), people, words);
  expect(said({ event: 'joined', userIds: ['bob', 'eve'] })).toBe('Bob und Eve sind beigetreten.');
  expect(said({ event: 'topic_changed', from: 'Alt', to: 'Neu' })).toBe('Bob hat das Thema in „Neu“ geändert.');
  expect(said({ event: 'topic_changed', from: 'Alt' })).toBe('Bob hat das Thema entfernt.');
  expect(said({ event: 'history_changed', from: 'all', to: 'since_joining' })).toBe(
    'Bob hat geändert, was neue Mitglieder sehen: Nachrichten ab ihrem Beitritt.',
  );
  expect(said({ event: 'pinning_changed', from: 'members', to: 'admins' })).toBe(
    'Bob hat geändert, wer Nachrichten anheften darf: nur Admins.',
  );
});
