// One notification, or all reactions to one message: who did what where, with the message as it is now.

import { mdiAlarm, mdiAlertCircleOutline, mdiAt, mdiEmoticonOutline, mdiFormatLetterMatches, mdiMessageReplyTextOutline, mdiMessageTextOutline, mdiPhoneMissed, mdiTicketOutline } from '@mdi/js';

import type { Message, NotificationKind } from '../../core/protocol/generated';
import type { ListedNotification } from '../../core/rest/routes.generated';
import { nameOf } from '../../core/store/selectors';
import type { Together } from '../../core/store/together';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useGist } from '../../shared/hooks/useSource';
import { useOpenPlace } from './useOpenPlace';
import { useRegistry } from '../../shared/registry/registry';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { fullTime, relativeTime } from '../../shared/words/times';
import { useWords } from './pane-words';
import { placeOf } from './place';
import styles from './NotificationsPane.module.css';

const ICONS: Record<NotificationKind, string> = {
  mention: mdiAt,
  keyword: mdiFormatLetterMatches,
  thread_reply: mdiMessageReplyTextOutline,
  message: mdiMessageTextOutline,
  reaction: mdiEmoticonOutline,
  reminder: mdiAlarm,
  scheduled_failed: mdiAlertCircleOutline,
  missed_call: mdiPhoneMissed,
  ticket_assigned: mdiTicketOutline,
  ticket_created: mdiTicketOutline,
  ticket_status: mdiTicketOutline,
  ticket_priority: mdiTicketOutline,
  ticket_team: mdiTicketOutline,
  ticket_assignee: mdiTicketOutline,
  ticket_comment: mdiTicketOutline,
  ticket_due: mdiAlarm,
};

/** A hyphen at which no line ends. */
const UNBROKEN = '\u2011';

interface EntryProps {
  items: Together;
  unread: boolean;
  onOpen(): void;
}

export function Entry({ items, unread, onOpen }: EntryProps) {
  const words = useWords();
  const now = useNow();
  const openPlace = useOpenPlace();
  const { TicketGist } = useRegistry().views;
  const [item] = items;
  const { kind, from, channelId = 0, at, keyword, ticket, to } = item;
  const channel = useChat((state) => state.channels[channelId]);
  const name = useChat((state) => (from === undefined ? '' : nameOf(state.people, from)));
  const people = distinct(items.map((each) => each.from));
  const who = useChat((state) => words.notifications.people(people.map((user) => nameOf(state.people, user))));
  const emoji = distinct(items.map((each) => each.emoji));
  const reason = words.notifications.reasons[kind](placeOf(channel, words.notifications), keyword ?? ticket?.replaceAll('-', UNBROKEN) ?? emoji.join(' '), people.length, item);
  return (
    <li>
      <button
        type="button"
        className={`${styles.entry} ${unread ? styles.unread : ''}`}
        onClick={() => {
          onOpen();
          openPlace(item);
        }}
      >
        <span className={styles.face}>
          {from === undefined ? <span className={styles.own} /> : <PersonAvatar username={from} name={name} />}
          <span className={styles.kind}>
            <Icon path={ICONS[kind]} size={14} />
          </span>
        </span>
        <span className={styles.words}>
          <span className={styles.reason}>
            {/* A reminder is nobody's doing: its author wrote the message. */}
            {name !== '' && kind !== 'reminder' && <strong>{who}</strong>} {reason}
          </span>
          <Said item={item} />
          {ticket !== undefined && TicketGist !== undefined && (
            <span className={styles.text}>
              <TicketGist number={ticket} kind={kind} to={to} />
            </span>
          )}
          <time title={fullTime(at, words)}>{relativeTime(at, now, words)}</time>
        </span>
        {unread && (
          <span className={styles.dot}>
            <span className="visually-hidden">{words.notifications.isUnread}</span>
          </span>
        )}
      </button>
    </li>
  );
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function Said({ item: { kind, message, messageId } }: { item: ListedNotification }) {
  const words = useWords();
  // A scheduled message that was never sent is no message.
  if (messageId === undefined) return null;
  // The line that tells of a missed call says nothing else.
  if (kind === 'missed_call') return null;
  if (message == null) return <em className={styles.text}>{words.notifications.gone}</em>;
  if (message.deletedAt !== null) return <em className={styles.text}>{words.message.deleted}</em>;
  return <Gist message={message} />;
}

function Gist({ message }: { message: Message }) {
  const text = useGist(message, useWords());
  return text === '' ? null : <span className={styles.text}>{text}</span>;
}
