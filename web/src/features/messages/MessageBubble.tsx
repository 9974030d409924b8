// One message: who, when, what, and what can be done with it.

import { mdiDotsHorizontal, mdiEmoticonPlusOutline, mdiPencilOutline, mdiReply } from '@mdi/js';
import { memo, type KeyboardEvent } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../client/client';
import { Icon } from '../common/Icon';
import { PersonAvatar } from '../common/PersonAvatar';
import { fullTime, relativeTime, timeOfDay } from '../common/times';
import { useNow } from '../common/useNow';
import { useWords } from '../words/words';
import { EditBox } from './EditBox';
import { FormattedText } from './FormattedText';
import { QuotedMessage } from './QuotedMessage';
import { Reactions } from './Reactions';
import styles from './MessageBubble.module.css';

/** What can be asked of the list that a message stands in. */
export interface MessageTools {
  react(message: Message, emoji: string): void;
  pickReaction(message: Message, anchor: HTMLElement): void;
  openMenu(message: Message, anchor: HTMLElement): void;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Keys on a focused message. */
  onKeyDown(message: Message, event: KeyboardEvent<HTMLElement>): void;
}

interface MessageBubbleProps {
  message: Message;
  startsGroup: boolean;
  editing: boolean;
  editable: boolean;
  /** False where the user may only read. */
  answerable: boolean;
  highlighted: boolean;
  tools: MessageTools;
}

const QUICK_REACTIONS = ['👍', '✅', '👀'];

export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, startsGroup, editing, highlighted, tools } = props;
  const words = useWords();
  const name = useChat((state) => (message.type === 'system' ? words.system : nameOf(state.people, message.userId)));
  const deleted = message.deletedAt !== null;
  return (
    // The list walks through its messages by keyboard; a focused one answers to keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={`${styles.message} ${startsGroup ? styles.first : ''} ${highlighted ? styles.highlighted : ''}`}
      aria-label={words.messages.by(name, timeOfDay(message.createdAt, words))}
      tabIndex={-1}
      data-message={message.id}
      onKeyDown={(event) => tools.onKeyDown(message, event)}
    >
      <div className={styles.gutter}>
        {startsGroup ? (
          <PersonAvatar username={message.userId} name={name} />
        ) : (
          <time className={styles.sideTime} dateTime={new Date(message.createdAt).toISOString()} title={fullTime(message.createdAt, words)}>
            {timeOfDay(message.createdAt, words)}
          </time>
        )}
      </div>
      <div className={styles.body}>
        {message.replyToId !== null && <QuotedMessage channelId={message.channelId} messageId={message.replyToId} />}
        {startsGroup && <Heading name={name} at={message.createdAt} />}
        {editing ? (
          <EditBox message={message} />
        ) : deleted ? (
          <p className={styles.deleted}>{words.messages.deleted}</p>
        ) : (
          <Content message={message} />
        )}
        <Reactions
          message={message}
          onToggle={(emoji) => tools.react(message, emoji)}
          onPick={(anchor) => tools.pickReaction(message, anchor)}
        />
      </div>
      {!editing && !deleted && <Toolbar {...props} />}
    </article>
  );
});

function Heading({ name, at }: { name: string; at: number }) {
  const words = useWords();
  const now = useNow();
  return (
    <div className={styles.heading}>
      <span className={styles.name}>{name}</span>
      <time dateTime={new Date(at).toISOString()} title={fullTime(at, words)}>
        {relativeTime(at, now, words)}
      </time>
    </div>
  );
}

function Content({ message }: { message: Message }) {
  const words = useWords();
  const { editedAt } = message;
  const note = editedAt === null ? {} : { note: `(${words.messages.edited})`, noteTitle: fullTime(editedAt, words) };
  return (
    <>
      {message.ticketReference !== null && (
        <span className={styles.attachment}>
          {words.messages.ticket} <strong>{message.ticketReference}</strong>
        </span>
      )}
      <FormattedText text={message.text} mentions={message.mentions} {...note} />
      {message.file !== null && (
        <span className={styles.attachment}>
          {words.messages.file} <strong>{message.file.name}</strong>
        </span>
      )}
    </>
  );
}

function Toolbar({ message, editable, answerable, tools }: MessageBubbleProps) {
  const words = useWords();
  return (
    <div className={styles.toolbar} role="group" aria-label={words.messages.moreActions}>
      {answerable && (
        <>
          {QUICK_REACTIONS.map((emoji) => (
            <button key={emoji} type="button" className={styles.desktop} title={`${words.messages.react}: ${emoji}`} aria-label={`${words.messages.react}: ${emoji}`} onClick={() => tools.react(message, emoji)}>
              {emoji}
            </button>
          ))}
          <button type="button" className={styles.desktop} aria-label={words.messages.react} title={words.messages.react} onClick={(event) => tools.pickReaction(message, event.currentTarget)}>
            <Icon path={mdiEmoticonPlusOutline} size={18} />
          </button>
          <button type="button" className={styles.desktop} aria-label={words.messages.reply} title={words.messages.reply} onClick={() => tools.reply(message)}>
            <Icon path={mdiReply} size={18} />
          </button>
        </>
      )}
      {editable && (
        <button type="button" className={styles.desktop} aria-label={words.messages.edit} title={words.messages.edit} onClick={() => tools.edit(message)}>
          <Icon path={mdiPencilOutline} size={18} />
        </button>
      )}
      <button type="button" aria-haspopup="menu" aria-label={words.messages.moreActions} title={words.messages.moreActions} onClick={(event) => tools.openMenu(message, event.currentTarget)}>
        <Icon path={mdiDotsHorizontal} size={18} />
      </button>
    </div>
  );
}
