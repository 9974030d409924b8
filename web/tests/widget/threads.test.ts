import { describe, expect, it, vi } from 'vitest';

import { messageOf, threadOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

describe('threads in the widget', () => {
  const stage = useStage();
  const { all, appear, found, press, texts, type } = stage;

  const click = async (selector: string, text: string): Promise<void> => (await found(selector, text)).click();
  const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'send_message').map(({ data }) => data);

  it('open from a number of replies, are answered there, and lead back', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ id: 5, text: 'the root', thread: threadOf({ replyCount: 2 }) }), messageOf({ id: 6, seq: 2, text: 'below' })];
    stage.replies = { 5: [messageOf({ id: 7, seq: 3, text: 'an answer', threadId: 5 })] };
    appear();
    stage.widget.open();
    await click('.link', '2 replies');
    await found('.bubble', 'an answer');
    expect(texts('.bubble')).toEqual(['the root', 'an answer']);
    expect(texts('h2')).toEqual(['Thread']);
    // Muting would concern the channel.
    expect(texts('.heading p')).toEqual(['#general']);
    await type('another one');
    await press('Enter');
    await vi.waitFor(() => expect(sent()).toMatchObject([{ channelId: 1, threadId: 5, alsoToChannel: false, message: 'another one' }]), DEADLINE);
    (await found('[aria-label="Back to the conversation"]')).click();
    await found('.bubble', 'below');
    expect(texts('.bubble')).toEqual(['the root', 'below']);
    expect(texts('.heading p')).toEqual(['2 members · Mute']);
  });

  it('keep their number current, and a reply that the channel shows leads to its thread', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [
      messageOf({ id: 5, text: 'the root', thread: threadOf() }),
      messageOf({ id: 7, seq: 2, text: 'also here', threadId: 5, alsoToChannel: true }),
    ];
    stage.replies = { 5: [messageOf({ id: 7, seq: 2, text: 'also here', threadId: 5, alsoToChannel: true })] };
    appear();
    stage.widget.open();
    await found('.link', '1 reply');
    for (const socket of stage.server.sockets) socket.event('thread_updated', { channelId: 1, threadId: 5, thread: threadOf({ replyCount: 3, lastReplySeq: 9, unreadCount: 2 }) });
    await found('.link', '3 replies · 2 unread');
    await click('.link', 'Reply in a thread');
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['the root', 'also here']), DEADLINE);
  });

  it('with unread replies stand above the conversations, until they were read', async () => {
    const root = messageOf({ id: 5, text: 'the root' });
    stage.history = [root];
    stage.threads = [
      { threadId: 5, channelId: 1, message: root, thread: threadOf({ unreadCount: 2 }) },
      { threadId: 6, channelId: 1, message: messageOf({ id: 6 }), thread: threadOf() },
    ];
    stage.replies = { 5: [messageOf({ id: 7, seq: 3, text: 'an answer', threadId: 5 })] };
    appear();
    stage.widget.open();
    const row = await found('ul .row', 'Thread in #general');
    expect(row.textContent).toContain('the root');
    expect(texts('[aria-label="2 unread"]')).toEqual(['2']);
    row.click();
    await found('.bubble', 'an answer');
    expect(texts('.bubble')).toEqual(['the root', 'an answer']);
    await vi.waitFor(() => expect(stage.threads.map(({ threadId }) => threadId)).toEqual([6]), DEADLINE);
    (await found('[aria-label="Back to the conversation"]')).click();
    (await found('[aria-label="Back to conversations"]')).click();
    await found('.row', 'general');
    expect(all('.row').map(({ textContent }) => textContent?.includes('Thread'))).toEqual([false]);
  });
});
