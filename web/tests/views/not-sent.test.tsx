// A message that was refused because nothing can be written there any more is never lost, whatever is done with it.

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { OutgoingList } from '../../src/features/messages/OutgoingList';
import { Notices } from '../../src/features/notice/Notices';
import { UnsentElsewhere } from '../../src/features/unsent/UnsentElsewhere';
import type { ChannelView } from '../../src/core/protocol/generated';
import { threadKey } from '../../src/core/store/conversation';
import { ConversationScope } from '../../src/shared/hooks/view/conversation';
import { useChat } from '../../src/shared/hooks/client';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('a message that was refused where nothing can be written', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.server.refuse = () => ({ code: 'forbidden', message: 'This channel is archived.' });
    stage.answer('GET', '/api/chat/messages/3', () => messageOf({ id: 3, channelId: 1 }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  function Page() {
    const channel = useChat((state) => state.channels[1]) ?? channelOf();
    return (
      <>
        <OutgoingList title="#general" />
        <MessageInput channel={channel} title="#general" />
      </>
    );
  }

  const learn = (change: Partial<ChannelView>): void => act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf(change) }));
  const button = (name: string): HTMLElement | null => screen.queryByRole('button', { name });

  const places = [
    { where: 'a channel that was archived', thread: false, change: { active: false } },
    { where: 'a channel where one may no longer write', thread: false, change: { canPost: false } },
    { where: 'a thread of a channel that was archived', thread: true, change: { active: false } },
    { where: 'a thread of a channel where one may no longer write', thread: true, change: { canPost: false } },
  ];

  async function refuse({ thread, change }: (typeof places)[number]): Promise<void> {
    await act(() => (thread ? stage.session.sending.reply({ channelId: 1, threadId: 3, alsoToChannel: false }, 'please') : stage.session.sending.send('channel:1', 'please')));
    stage.show(
      <>
        {thread ? (
          <ConversationScope conversation={threadKey(3)}>
            <Page />
          </ConversationScope>
        ) : (
          <Page />
        )}
        <Notices />
        <UnsentElsewhere />
      </>,
    );
    await screen.findByText(/^Not sent/);
    expect(button('Edit')).toBeTruthy();
    learn(change);
  }

  it.each(places)('cannot be changed, and can again where that can be: $where', async (place) => {
    await refuse(place);
    expect(button('Edit')).toBeNull();
    expect(button('Discard')).toBeTruthy();
    learn({});
    expect(button('Edit')).toBeTruthy();
  });

  it.each(places)('comes back with Undo to what was not sent: $where', async (place) => {
    await refuse(place);
    await userEvent.click(button('Discard') as HTMLElement);
    await userEvent.click(await screen.findByText('Undo'));
    await waitFor(() => expect(screen.getAllByRole('status').map(({ textContent }) => textContent).join()).toContain('1 draft is kept.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect((await screen.findByRole('listitem')).textContent).toContain('please');
  });
});
