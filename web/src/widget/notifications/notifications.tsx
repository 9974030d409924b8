/** @jsxImportSource preact */
// The latest notifications, folded up to a row above the conversations.

import type { VNode } from 'preact';

import { isNotes, markedTitle, titleOf } from '../../core/store/listing';
import { together, type Together } from '../../core/store/together';
import { Icon } from '../panel/Icon';
import { pageLink, type Context } from '../panel/context';
import { gistOf } from '../panel/gist';
import { age } from '../panel/times';
import type { NotificationBook } from './book';
import type { NotificationWords } from './words';

export { NotificationBook } from './book';

const BELL = 'M12 22a2 2 0 0 0 2-2h-4a2 2 0 0 0 2 2m6-6v-5c0-3.1-1.6-5.6-4.5-6.3V4a1.5 1.5 0 0 0-3 0v.7C7.6 5.4 6 7.9 6 11v5l-2 2v1h16v-1z';

/** Where the page lists them. */
const CENTRE = '?pane=notifications';

export function rows(context: Context, book: NotificationBook): VNode | null {
  const { words, unfolded } = book;
  const entries = together(book.items);
  if (entries.length === 0 || words === null) return null;
  const { unreadCount } = book;
  return (
    <>
      <button type="button" class={unreadCount > 0 ? 'row unread' : 'row'} aria-expanded={unfolded} onClick={() => book.toggle()}>
        <span class="sign">
          <Icon path={BELL} />
        </span>
        <span class="what">
          <span class="who">{words.title}</span>
        </span>
        {unreadCount > 0 && (
          <span class="count" role="img" aria-label={words.unread(unreadCount)}>
            {unreadCount > 99 ? '99+' : unreadCount}
          </span>
        )}
      </button>
      {unfolded && (
        <>
          <ul aria-label={words.title}>
            {entries.map((entry) => (
              <li key={entry[0].seq}>
                <Entry context={context} book={book} said={words} items={entry} />
              </li>
            ))}
          </ul>
          <p class="hint">
            {unreadCount > 0 && (
              <>
                <button type="button" class="link" onClick={() => void book.read()}>
                  {words.readAll}
                </button>
                {' · '}
              </>
            )}
            <a class="link" {...pageLink(context.page + CENTRE)}>
              {words.all}
            </a>
          </p>
        </>
      )}
    </>
  );
}

interface EntryProps {
  context: Context;
  book: NotificationBook;
  said: NotificationWords;
  items: Together;
}

function isUnread(items: Together): boolean {
  return items.some(({ read }) => read !== true);
}

function Entry({ context, book, said, items }: EntryProps) {
  const { state, words, now } = context;
  const { kind, channelId = 0, threadId = null, at, keyword, ticket, message } = items[0];
  const unread = isUnread(items);
  const people = [...new Set(items.flatMap(({ from }) => (from ? [book.names[from] ?? from] : [])))];
  const detail = keyword ?? ticket ?? [...new Set(items.map(({ emoji = '' }) => emoji))].join(' ');
  const channel = state.channels[channelId];
  // That with one other has only the name that says already who it was.
  const place = channel === undefined ? said.other : channel.type === 'direct' && !channel.group && !isNotes(channel) ? said.direct : markedTitle(channel, titleOf(channel, state, words.notes));
  const open = (): void => {
    book.opened(items);
    if (channel !== undefined && ticket === undefined) return context.show(channelId, threadId);
    // The page says more of what was archived, or left.
    const { href, target } = pageLink(context.page + (ticket === undefined ? CENTRE : `/tickets/${ticket}`));
    window.open(href, target || '_self');
  };
  return (
    <button type="button" class={unread ? 'row unread' : 'row'} onClick={open}>
      <span class="sign" />
      <span class="what">
        <span class="who" style={{ whiteSpace: 'normal' }}>
          {/* A reminder is nobody's doing: its author wrote the message. */}
          {kind !== 'reminder' && people.length > 0 && `${people.join(', ')} `}
          {said.reasons[kind](place, detail, people.length, items[0])}
        </span>
        {message != null && kind !== 'missed_call' && <span class="last">{message.deletedAt === null ? gistOf(message, (username) => book.names[username] ?? username) || message.file?.name : words.deleted}</span>}
      </span>
      <span class="when">
        <time>{age(at, now, words)}</time>
        {unread && <span class="count quiet" role="img" aria-label={said.unread(1)} />}
      </span>
    </button>
  );
}
