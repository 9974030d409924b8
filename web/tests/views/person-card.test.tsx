import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { ChannelHeader } from '../../src/features/channels/ChannelHeader';
import { english } from '../../src/shared/words/english';
import { PersonCard } from '../../src/features/people/PersonCard';
import type { Spot } from '../../src/shared/hooks/usePersonCard';
import { localTime } from '../../src/features/people/localTime';
import { ListRow } from '../../src/features/messages/ListRow';
import { Rows } from '../../src/features/messages/rows';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { useView } from '../../src/shared/hooks/view/view';
import type { ChannelView, Message } from '../../src/core/protocol/generated';
import { refused } from '../fakes/contract';
import { channelOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  const people = [personOf('alice'), personOf('bob', { role: 'helpdesk_supervisor', teamId: 'N' }), personOf('eve', { active: false })];
  stage.session.store.dispatch({ type: 'people_learned', people });
  stage.answer('GET', '/api/chat/teams', { items: [{ id: 'N', name: 'North' }] });
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  stage.session.stop();
});

/** The dialog that is open. */
let opened: unknown;

function Open() {
  const dialog = useView((view) => view.dialog);
  useEffect(() => {
    opened = dialog;
  }, [dialog]);
  const pane = useView((view) => view.pane);
  return (
    <>
      <output>{JSON.stringify(pane)}</output>
      {dialog !== null && <Dialogs dialog={dialog} />}
    </>
  );
}

function showMessage(change: Partial<Message>): void {
  const row = new Rows([messageOf(change)], [], 'alice', null).at(0);
  if (row === null) throw new Error('no row');
  stage.show(
    <>
      <ListRow channel={channelOf()} row={row} tools={{ onKeyDown: () => undefined } as unknown as MessageTools} />
      <Open />
    </>,
  );
}

function showHeader(channel: ChannelView): void {
  stage.session.store.dispatch({ type: 'channel_learned', channel });
  stage.show(
    <>
      <ChannelHeader channel={channel} title="it" onBack={null} />
      <Open />
    </>,
  );
}

let turnTo: (username: string) => void;

/** A card that turns from one person to another. */
function Card() {
  const [username, show] = useState('bob');
  useEffect(() => {
    turnTo = show;
  }, []);
  return <PersonCard username={username} spot={{ top: 0, right: 0 } as Spot} />;
}

it('says of the author of a message who they are, and whether they are there', async () => {
  const presence = { bob: { status: 'busy' as const, statusMessage: 'On the phone', lastActive: 1 } };
  stage.session.store.dispatch({ type: 'presence_learned', presence });
  showMessage({ userId: 'bob' });
  await userEvent.click(screen.getByRole('button', { name: 'Bob' }));
  const card = await screen.findByRole('dialog', { name: 'Bob' });
  for (const text of ['Bob', '@bob', 'Busy', 'On the phone', 'Helpdesk supervisor']) expect(within(card).getByText(text)).toBeTruthy();
  expect(await within(card).findByText('North')).toBeTruthy();
});

it('says what time it is where somebody is, unless clocks show the same here, and that their notifications are paused', async () => {
  const { timeZone: here } = new Intl.DateTimeFormat().resolvedOptions();
  const zone = here === 'Asia/Tokyo' ? 'Asia/Kolkata' : 'Asia/Tokyo';
  const answer = (timeZone: string): void =>
    stage.answer('GET', '/api/chat/users/bob/presence', { user: 'bob', status: 'online', statusMessage: '', lastActive: 0, silent: true, timeZone });
  answer(zone);
  showMessage({ userId: 'bob' });
  await userEvent.click(screen.getByRole('button', { name: 'Bob' }));
  const card = await screen.findByRole('dialog', { name: 'Bob' });
  const title = await within(card).findByText('Local time');
  expect(title.nextElementSibling?.textContent).toMatch(/\d:\d\d/);
  expect(card.textContent).toContain('Online · Notifications paused');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  answer(here);
  await userEvent.click(screen.getByRole('button', { name: 'Bob' }));
  const again = await screen.findByRole('dialog', { name: 'Bob' });
  await waitFor(() => expect(again.textContent).toContain('Notifications paused'));
  expect(within(again).queryByText('Local time')).toBeNull();
});

it('says of another person nothing that was asked about the first', async () => {
  stage.answer('GET', '/api/chat/users/bob/presence', { user: 'bob', status: 'busy', statusMessage: 'On the phone', lastActive: 0, silent: true });
  stage.show(<Card />);
  await screen.findByText('On the phone');
  stage.session.store.dispatch({ type: 'people_learned', people: [personOf('eve')] });
  act(() => turnTo('eve'));
  await screen.findByText('@eve');
  expect(screen.queryByText('On the phone')).toBeNull();
  expect(screen.queryByText(/Notifications paused/)).toBeNull();
});

it('no longer says what a status has said until a time that is over', async () => {
  const status = { user: 'bob', status: 'busy', lastActive: 0, silent: false } as const;
  stage.answer('GET', '/api/chat/users/bob/presence', { ...status, statusMessage: 'On the phone', statusMessageUntil: Date.now() + 60_000 });
  stage.answer('GET', '/api/chat/users/carol/presence', { ...status, user: 'carol', statusMessage: 'At lunch', statusMessageUntil: Date.now() - 1000 });
  stage.show(<Card />);
  await screen.findByText('On the phone');
  act(() => turnTo('carol'));
  await screen.findByText('Busy');
  expect(screen.queryByText('At lunch')).toBeNull();
});

it('names the day where it is another one there', () => {
  const late = new Date(2026, 10, 28, 12).getTime();
  const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
  const times = zones.map((zone) => localTime(zone, late, english) ?? '');
  // One of the two is a day ahead, or a day behind, wherever this runs.
  expect(times.some((time) => /^(?:Fri|Sat|Sun)/.test(time))).toBe(true);
  expect(localTime('Mars/Olympus', late, english)).toBeNull();
});

it('opens from the picture of the author as well', async () => {
  showMessage({ userId: 'bob' });
  const picture = screen.getByRole('article').querySelector('[class*=picture]') as HTMLElement;
  await userEvent.click(picture.firstElementChild as HTMLElement);
  await screen.findByRole('dialog', { name: 'Bob' });
});

it('offers a call to whoever may call, in the conversation with that person', async () => {
  stage.answer('POST', '/api/chat/direct', channelOf({ id: 9, type: 'direct', name: '', members: ['alice', 'bob'] }));
  const permit = (...permissions: string[]): void =>
    stage.session.store.dispatch({ type: 'event_received', at: 0, event: { name: 'account_updated', data: { user: personOf('alice'), permissions } } });
  permit();
  showMessage({ userId: 'bob' });
  await userEvent.click(screen.getByRole('button', { name: 'Bob' }));
  const card = await screen.findByRole('dialog', { name: 'Bob' });
  expect(within(card).queryByRole('button', { name: 'Call' })).toBeNull();
  expect(within(card).queryByRole('button', { name: 'Message' })).toBeNull();
  act(() => permit('call.audio', 'chat.create_direct'));
  within(card).getByRole('button', { name: 'Message' });
  await userEvent.click(within(card).getByRole('button', { name: 'Call' }));
  await waitFor(() => expect(window.location.pathname).toBe('/chat/c/9'));
  expect(stage.said).toEqual([{ userIds: ['bob'] }]);
  await waitFor(() => expect(opened).toMatchObject({ name: 'call', channelId: 9, callType: 'audio' }));
});

it('leads from the card to the files that they have sent', async () => {
  stage.session.store.dispatch({ type: 'people_learned', people: [personOf('mary jane')] });
  showMessage({ userId: 'mary jane' });
  await userEvent.click(screen.getByRole('button', { name: 'Mary jane' }));
  await userEvent.click(await screen.findByRole('button', { name: 'View files' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(JSON.parse(screen.getByRole('status').textContent ?? '')).toEqual({ name: 'search', query: 'from:"@mary jane" has:file' });
});

it('leads from the card to the conversation with that person', async () => {
  stage.answer('POST', '/api/chat/direct', channelOf({ id: 9, type: 'direct', name: '', members: ['alice', 'bob'] }));
  showMessage({ userId: 'bob' });
  await userEvent.click(screen.getByRole('button', { name: 'Bob' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Message' }));
  await waitFor(() => expect(window.location.pathname).toBe('/chat/c/9'));
  expect(stage.said).toEqual([{ userIds: ['bob'] }]);
});

it('opens by keyboard from a mention, and gives the focus back', async () => {
  showMessage({ userId: 'alice', text: 'ask @bob', mentions: mentionsIn('ask @bob', 'bob') });
  const mention = screen.getByRole('button', { name: '@Bob' });
  mention.focus();
  await userEvent.keyboard('{Enter}');
  await screen.findByRole('dialog', { name: 'Bob' });
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.activeElement).toBe(mention);
});

it('offers nothing that cannot be done: no message to who has left, and one’s notes to oneself', async () => {
  showMessage({ userId: 'eve' });
  await userEvent.click(screen.getByRole('button', { name: 'Eve' }));
  const card = await screen.findByRole('dialog', { name: 'Eve' });
  expect(within(card).getByText('Deactivated account')).toBeTruthy();
  expect(within(card).getAllByRole('button').map((button) => button.textContent)).toEqual(['View files']);
  cleanup();
  showMessage({ userId: 'alice' });
  await userEvent.click(screen.getByRole('button', { name: 'Alice' }));
  await screen.findByRole('dialog', { name: 'Alice' });
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(expect.arrayContaining(['Your notes', 'Set a status']));
});

it('opens the card of the other person from the title of a conversation of two', async () => {
  showHeader(channelOf({ id: 1, type: 'direct', name: '', members: ['alice', 'bob'] }));
  await userEvent.click(within(screen.getByRole('heading', { level: 1 })).getByRole('button'));
  await screen.findByRole('dialog', { name: 'Bob' });
});

it('opens the settings of a channel from its title', async () => {
  showHeader(channelOf({ id: 1 }));
  await userEvent.click(within(screen.getByRole('heading', { level: 1 })).getByRole('button'));
  await screen.findByRole('dialog', { name: /settings/i });
});

it('does not claim that someone is offline whose presence may not be known', async () => {
  stage.session.store.dispatch({ type: 'channel_forgotten', channelId: 1 });
  stage.answers['/users/bob/presence'] = () => refused(404, 'not_found');
  showHeader(channelOf({ id: 2, type: 'direct', members: ['alice', 'bob'], lastMessageAt: null }));
  expect(screen.queryByText('Offline')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /it/ }));
  await screen.findByText('Status unknown');
  expect(screen.queryByText('Offline')).toBeNull();
});
