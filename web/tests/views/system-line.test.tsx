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

type System = NonNullable<Message['system']>;
const PEOPLE = { userIds: ['carol', 'dave'] };
const ONE = { userIds: ['carol'] };
const NOBODY = { userIds: [] };
const call = (duration: number, ...userIds: string[]): System => ({ event: 'call_ended', userIds, call: { sessionId: 7, callType: 'audio', duration } });

it.each<[System, string, string]>([
  [{ event: 'joined', ...ONE }, 'Carol joined.', 'Carol ist beigetreten.'],
  [{ event: 'joined', ...PEOPLE }, 'Carol and Dave joined.', 'Carol und Dave sind beigetreten.'],
  [{ event: 'left', ...ONE }, 'Carol left.', 'Carol hat die Unterhaltung verlassen.'],
  [{ event: 'left', ...PEOPLE }, 'Carol and Dave left.', 'Carol und Dave haben die Unterhaltung verlassen.'],
  [{ event: 'added', ...PEOPLE }, 'Bob added Carol and Dave.', 'Bob hat Carol und Dave hinzugefügt.'],
  [{ event: 'removed', ...ONE }, 'Bob removed Carol.', 'Bob hat Carol entfernt.'],
  [{ event: 'renamed', ...NOBODY, from: 'old', to: 'new' }, 'Bob renamed the channel from “old” to “new”.', 'Bob hat den Kanal von „old“ in „new“ umbenannt.'],
  [{ event: 'topic_changed', ...NOBODY, from: 'old', to: 'new' }, 'Bob changed the topic to “new”.', 'Bob hat das Thema in „new“ geändert.'],
  [{ event: 'topic_changed', ...NOBODY, from: 'old' }, 'Bob removed the topic.', 'Bob hat das Thema entfernt.'],
  [{ event: 'posting_changed', ...NOBODY, from: 'members', to: 'admins' }, 'Bob changed who can post: admins only.', 'Bob hat geändert, wer schreiben darf: nur Admins.'],
  [{ event: 'posting_changed', ...NOBODY, from: 'admins', to: 'members' }, 'Bob changed who can post: all members.', 'Bob hat geändert, wer schreiben darf: alle Mitglieder.'],
  [{ event: 'pinning_changed', ...NOBODY, from: 'members', to: 'admins' }, 'Bob changed who can pin messages: admins only.', 'Bob hat geändert, wer Nachrichten anheften darf: nur Admins.'],
  [{ event: 'history_changed', ...NOBODY, to: 'all' }, 'Bob changed what new members see: all messages.', 'Bob hat geändert, was neue Mitglieder sehen: alle Nachrichten.'],
  [{ event: 'history_changed', ...NOBODY, to: 'since_joining' }, 'Bob changed what new members see: messages sent after they join.', 'Bob hat geändert, was neue Mitglieder sehen: Nachrichten ab ihrem Beitritt.'],
  [{ event: 'history_changed', ...NOBODY, to: 'from_here' }, 'Bob changed what new members see: messages from here on.', 'Bob hat geändert, was neue Mitglieder sehen: Nachrichten ab hier.'],
  [{ event: 'type_changed', ...NOBODY, from: 'public', to: 'private' }, 'Bob made the channel private.', 'Bob hat den Kanal auf „Privat“ umgestellt.'],
  [{ event: 'type_changed', ...NOBODY, from: 'private', to: 'public' }, 'Bob made the channel public.', 'Bob hat den Kanal auf „Öffentlich“ umgestellt.'],
  [{ event: 'converted', ...NOBODY, to: 'printers' }, 'Bob turned the group into the channel “printers”.', 'Bob hat die Gruppe in den Kanal „printers“ umgewandelt.'],
  [{ event: 'ownership_transferred', ...ONE }, 'Bob made Carol the owner.', 'Bob hat den Kanal an Carol übergeben.'],
  [{ event: 'role_changed', ...ONE, from: 'member', to: 'admin' }, 'Bob made Carol an admin.', 'Bob hat die Rolle von Carol geändert: Admin.'],
  [{ event: 'role_changed', ...ONE, from: 'admin', to: 'owner' }, 'Bob made Carol an owner.', 'Bob hat die Rolle von Carol geändert: Eigentümer.'],
  [{ event: 'role_changed', ...ONE, from: 'admin', to: 'member' }, 'Bob made Carol a member.', 'Bob hat die Rolle von Carol geändert: Mitglied.'],
  [{ event: 'invite_created', ...NOBODY }, 'Bob created an invite link.', 'Bob hat einen Einladungslink erstellt.'],
  [{ event: 'invite_revoked', ...NOBODY }, 'Bob revoked an invite link.', 'Bob hat einen Einladungslink widerrufen.'],
  [{ event: 'archived', ...NOBODY }, 'Bob archived the channel.', 'Bob hat den Kanal archiviert.'],
  [{ event: 'unarchived', ...NOBODY }, 'Bob unarchived the channel.', 'Bob hat die Archivierung aufgehoben.'],
  [{ event: 'missed_call', ...ONE }, 'Carol missed a call from Bob.', 'Carol hat einen Anruf von Bob verpasst.'],
  [{ event: 'missed_call', ...PEOPLE }, 'Carol and Dave missed a call from Bob.', 'Carol und Dave haben einen Anruf von Bob verpasst.'],
  [call(59, 'bob', 'carol'), 'Bob called. 59 s with Carol.', 'Bob hat angerufen. 59 Sek. mit Carol.'],
  [call(725, 'bob', 'carol', 'dave'), 'Bob called. 12 min with Carol and Dave.', 'Bob hat angerufen. 12 Min. mit Carol und Dave.'],
  [call(3600, 'bob', 'carol'), 'Bob called. 1 h with Carol.', 'Bob hat angerufen. 1 Std. mit Carol.'],
  [call(3960, 'bob', 'carol'), 'Bob called. 1 h 6 min with Carol.', 'Bob hat angerufen. 1 Std. 6 Min. mit Carol.'],
  [call(0, 'bob', 'carol'), 'Bob called. 0 s with Carol.', 'Bob hat angerufen. 0 Sek. mit Carol.'],
])('says what happened in the reader’s language: %o', async (system, inEnglish, inGerman) => {
  const { people } = stage.session.store.state;
  expect(show(noteOf(system)).querySelector('p')?.textContent).toBe(inEnglish);
  expect(saidIn(noteOf(system), people, messagesWords.in(await languages.de()))).toBe(inGerman);
});
