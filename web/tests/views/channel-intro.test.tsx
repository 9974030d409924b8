import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { ChannelIntro } from '../../src/features/messages/ChannelIntro';
import { MessageArea } from '../../src/features/messages/MessageArea';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

function Opened() {
  return <output>{JSON.stringify(useView((view) => view.dialog))}</output>;
}

it('offers to add people to a channel where one is alone', async () => {
  stage.show(
    <>
      <ChannelIntro channel={channelOf({ memberCount: 1 })} title="general" />
      <Opened />
    </>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Add people' }));
  expect(JSON.parse(screen.getByRole('status').textContent ?? '')).toEqual({ name: 'add_people', channelId: 1 });
});

it.each([{ memberCount: 2 }, { memberCount: 1, active: false }, { memberCount: 1, role: null }])('offers it nowhere else: %j', (change) => {
  stage.show(<ChannelIntro channel={channelOf(change)} title="general" />);
  expect(screen.queryByRole('button')).toBeNull();
});

it.each([{ history: 'since_joining' }, { history: 'all', hiddenUntil: 9 }] as const)('says that someone who joined later does not see the beginning: %j', (change) => {
  stage.show(<ChannelIntro channel={channelOf({ ...change, historyAfter: 7 })} title="general" />);
  expect(screen.getByText('You can’t see earlier messages in this channel.')).toBeTruthy();
  expect(screen.queryByText(/beginning/)).toBeNull();
});

it.each([
  { history: 'since_joining', role: null, said: /^Only members can see messages in this channel, starting when they join.$/ },
  { history: 'all', hiddenUntil: 9, role: null, said: /^You can’t see earlier messages/ },
  { history: 'since_joining', historyAfter: 9, role: 'member', said: /^You can’t see earlier messages/ },
] as const)('calls no channel empty whose messages are hidden: %j', async ({ said, ...change }) => {
  stage.show(<MessageArea channel={channelOf({ ...change, seq: 9 })} title="general" />);
  await screen.findByText(said);
  expect(screen.queryByText(/beginning|No messages/)).toBeNull();
});

it.each([{ seq: 0 }, { seq: 9, sees: true }])('calls a channel empty that is, for who previews it: %j', async ({ seq, sees = false }) => {
  if (sees) stage.server.publish('account_updated', { user: personOf('alice'), permissions: ['chat.access_private'] });
  stage.show(<MessageArea channel={channelOf({ history: 'since_joining', role: null, seq })} title="general" />);
  await screen.findByText(/No messages yet/);
  expect(screen.getByText(/beginning/)).toBeTruthy();
});

it('lists the people of a group as a sentence does', () => {
  stage.session.store.dispatch({ type: 'people_learned', people: ['bob', 'carol', 'dave'].map((name) => personOf(name)) });
  stage.show(<ChannelIntro channel={channelOf({ type: 'direct', group: true, members: ['alice', 'bob', 'carol', 'dave'] })} title="Bob, Carol, Dave" />);
  expect(screen.getByText(/Bob, Carol, and Dave/)).toBeTruthy();
});

it('begins at the beginning once the settings show the past', () => {
  stage.show(<ChannelIntro channel={channelOf({ history: 'all', historyAfter: 7 })} title="general" />);
  expect(screen.getByText(/beginning/)).toBeTruthy();
});
