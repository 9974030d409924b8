// Two people of one name are told apart wherever the page names somebody.

import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { RemoveMemberDialog } from '../../src/features/channels/ChannelQuestions';
import { MessageBubble } from '../../src/features/messages/MessageBubble';
import { SystemLine } from '../../src/features/messages/SystemLine';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { gistOf } from '../../src/shared/words/gist';
import { english } from '../../src/shared/words/english';
import { PeoplePicker } from '../../src/shared/ui/PeoplePicker';
import { channelOf, memberOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };
let stage: Stage;
const bobs = ['bob', 'bob2'].map((username) => personOf(username, { displayName: 'Bob Kowalski' }));

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'people_learned', people: bobs });
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

it('in what is written and who wrote it', async () => {
  const text = '@bob2 and @bob';
  const mentions = mentionsIn('@bob2 and @BOB', 'bob2').concat({ userId: 'bob', start: 10, length: 4 });
  const added = messageOf({ id: 2, seq: 2, userId: 'alice', type: 'system', text: '', system: { event: 'added', userIds: ['bob', 'bob2'] } });
  stage.show(
    <>
      <MessageBubble message={messageOf({ userId: 'bob2', text, mentions })} startsGroup editing={false} toolbar="react" highlighted={false} tools={tools} />
      <SystemLine run={[added]} toolbar="react" highlighted={false} tools={tools} />
    </>,
  );
  const [said, line] = await screen.findAllByRole('article');
  if (said === undefined || line === undefined) throw new Error('one of them is missing');
  expect(within(said).getAllByRole('button', { name: /Bob Kowalski/ }).map(({ textContent }) => textContent)).toEqual(['Bob Kowalski (@bob2)', '@Bob Kowalski (@bob2)', '@Bob Kowalski (@bob)']);
  expect(said.textContent).toMatch(/^BK/);
  expect(line.textContent).toContain('Alice added Bob Kowalski (@bob) and Bob Kowalski (@bob2).');
  expect(gistOf(messageOf({ text, mentions }), english, stage.session.store.state.people)).toBe('@Bob Kowalski (@bob2) and @Bob Kowalski (@bob)');
});

it('in the sidebar', async () => {
  stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 5, type: 'direct', members: ['alice', 'bob2'] }) });
  stage.show(<ChannelSidebar />);
  await screen.findByRole('link', { name: /Bob Kowalski \(@bob2\)/ });
});

it('where somebody is chosen or removed', async () => {
  const onChange = vi.fn();
  stage.show(<PeoplePicker chosen={bobs} without={new Set()} onChange={onChange} onSubmit={() => undefined} />);
  await userEvent.click(screen.getByRole('button', { name: /Bob Kowalski \(@bob2\)/ }));
  expect(onChange).toHaveBeenCalledWith([bobs[0]]);
  stage.show(<RemoveMemberDialog channel={channelOf()} member={memberOf('bob2', { displayName: 'Bob Kowalski' })} />);
  await screen.findByRole('heading', { name: /Bob Kowalski \(@bob2\)/ });
});
