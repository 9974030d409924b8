/** @jsxImportSource preact */
// Threads, as the list of conversations, a message and an open thread show them.

import { hasRemark } from '../../core/formatting/remarks';
import type { VNode } from 'preact';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { markedTitle, nameOf, titleOf } from '../../core/store/listing';
import type { LiveContext, ThreadPart } from '../conversation/context';
import type { Context } from '../panel/context';
import { PreviewPart } from '../previews/part';
import { CommentPart } from '../ticket/part';
import type { ThreadBook } from './book';

export { ThreadBook } from './book';

/** What stands above the conversations: the latest notifications, and the threads with unread replies. */
export function rows(context: Context, book: ThreadBook): VNode {
  const { notifications } = book;
  return (
    <>
      {notifications?.part.rows(context, notifications.book)}
      {unreadThreads(context, book)}
    </>
  );
}

function unreadThreads(context: Context, book: ThreadBook): VNode | null {
  const { state } = context;
  const { words } = book;
  const shown = book.unread.flatMap((item) => {
    const channel = state.channels[item.channelId];
    return channel === undefined || channel.muted || !channel.active ? [] : [{ ...item, name: markedTitle(channel, titleOf(channel, state, context.words.notes)) }];
  });
  if (shown.length === 0) return null;
  return (
    <ul aria-label={words.list}>
      {shown.map(({ channelId, threadId, message, thread, name }) => (
        <li key={threadId}>
          <button type="button" class="row unread" onClick={() => context.show(channelId, threadId)}>
            <span class="sign" aria-hidden="true">
              ↳
            </span>
            <span class="what">
              <span class="who">{words.in(name)}</span>
              <span class="last">{message.deletedAt === null ? `${nameOf(state.people, message.userId)}: ${message.text.slice(0, 100)}` : context.words.deleted}</span>
            </span>
            <span class="when">
              <span class="count" role="img" aria-label={words.unread(thread.unreadCount)}>
                {thread.unreadCount > 99 ? '99+' : thread.unreadCount}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Below a message: how many replies there are, or that it is one of them. Leads to the thread. */
function Replies({ context, message, book }: { context: Context; message: Message; book: ThreadBook }) {
  const { words } = book;
  const { id, channelId, threadId } = message;
  const thread = threadId === undefined ? book.of(message) : undefined;
  const count = thread?.replyCount ?? 0;
  if (threadId === undefined && count === 0) return null;
  const unread = thread?.following ? thread.unreadCount : 0;
  return (
    <button type="button" class="link" onClick={() => context.show(channelId, threadId ?? id)}>
      {threadId === undefined ? words.replies(count) : words.part}
      {unread > 0 && ` · ${words.unread(unread)}`}
    </button>
  );
}

function previewsOf(context: LiveContext, message: Message): VNode | null {
  if (hasRemark(message)) return <CommentPart context={context} message={message} />;
  return message.previews && message.deletedAt === null ? <PreviewPart context={context} message={message} /> : null;
}

/** Shows the threads of a conversation's messages; gives what is different where one of them is shown itself. */
export function join(context: LiveContext, book: ThreadBook, channel: ChannelView, threadId: number | null): ThreadPart | undefined {
  const { state } = context;
  if (threadId === null) {
    context.below = (message) => (
      <>
        {previewsOf(context, message)}
        <Replies context={context} book={book} message={message} />
      </>
    );
    return undefined;
  }
  context.below = (message) => previewsOf(context, message);
  const { words } = book;
  const root = book.root(threadId, state.timelines[channelKey(channel.id)]?.messages ?? []);
  const count = (root && book.of(root)?.replyCount) ?? 0;
  return {
    id: threadId,
    title: words.in(markedTitle(channel, titleOf(channel, state, context.words.notes))),
    placeholder: words.reply,
    root,
    line: root === null ? words.gone : count === 0 ? words.reply : words.replies(count),
    read: (seq) => book.read(threadId, seq),
  };
}
