/** @jsxImportSource preact */
// The latest notifications, folded up to a row above the conversations.

import type { VNode } from 'preact';

import type { ListedNotification } from '../../core/rest/routes.generated';
import { isNotes, markedTitle, titleOf } from '../../core/store/selectors';
import { Icon } from '../panel/Icon';
import { pageLink, type Context } from '../panel/context';
import { gistOf } from '../panel/gist';
import { age } from '../panel/times';
import type { NotificationBook } from './book';
import type { NotificationWords } from './words';

export { NotificationBook } from './book';

const BELL = 'M12 22a2 2 0 0 0 2-2h-4a2 2 0 0 0 2 2m6-6v-5c0-3.1-1.6-5.6-4.5-6.3V4a1.5 1.5 0 0 0-3 0v.7C7.6 5.4 6 7.9 6 11v5l-2 2v1h16v-1z';

export function rows(context: Context, book: NotificationBook): VNode | null {
  const { words, items, unfolded } = book;
  // What it took place in may be closed to the user by now.
  const isOpen = ({ channelId = 0, ticket }: ListedNotification): boolean => ticket !== undefined || context.state.channels[channelId] !== undefined;
  const shown = items.filter(isOpen);
  if (shown.length === 0 || words === null) return null;
  const unreadCount = book.unreadCount - items.filter((item) => item.read !== true && !isOpen(item)).length;
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
            {shown.map((item) => (
              <li key={item.seq}>
                <Entry context={context} book={book} said={words} item={item} />
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
            <a class="link" href={`${context.page}?pane=notifications`} target={context.page.startsWith(location.origin) ? '' : '_blank'}>
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
  item: ListedNotification;
}

function Entry({ context, book, said, item }: EntryProps) {
  const { state, words, now } = context;
  const { kind, from = '', channelId = 0, threadId = null, at, keyword, emoji, ticket, message, read } = item;
  const channel = state.channels[channelId];
  // That with one other has only the name that says already who it was.
  const place = channel === undefined ? '' : channel.type === 'direct' && !channel.group && !isNotes(channel) ? said.direct : markedTitle(channel, titleOf(channel, state, words.notes));
  const open = (): void => {
    book.opened(item);
    if (ticket === undefined) context.show(channelId, threadId);
    else {
      const { href, target } = pageLink(`${context.page}/tickets/${ticket}`, null);
      window.open(href, target || '_self');
    }
  };
  return (
    <button type="button" class={read === true ? 'row' : 'row unread'} onClick={open}>
      <span class="sign" />
      <span class="what">
        <span class="who" style={{ whiteSpace: 'normal' }}>
          {/* A reminder is nobody's doing: its author wrote the message. */}
          {kind !== 'reminder' && from && `${book.names[from] ?? from} `}
          {said.reasons[kind](place, keyword ?? ticket ?? emoji ?? '')}
        </span>
        {message != null && <span class="last">{message.deletedAt === null ? gistOf(message, (username) => book.names[username] ?? username) || message.file?.name : words.deleted}</span>}
      </span>
      <span class="when">
        <time>{age(at, now, words)}</time>
        {read !== true && <span class="count quiet" role="img" aria-label={said.unread(1)} />}
      </span>
    </button>
  );
}
