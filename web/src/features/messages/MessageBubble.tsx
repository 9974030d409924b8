// One message: who, when, what, and what can be done with it.

import { memo, useMemo } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { Name } from '../../shared/ui/Name';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { PersonLink, PersonPicture } from '../../shared/ui/PersonLink';
import { fullTime, shortTime, timeOfDay } from '../../shared/words/times';
import { useRegistry } from '../../shared/registry/registry';
import { useTranslation } from '../../shared/words/words';
import { useWords } from './words';
import type { MessageTools } from './useMessageTools';
import { EditBox } from './EditBox';
import { EditedNote } from './EditedNote';
import { Folded } from './Folded';
import { FormattedText } from './FormattedText';
import { Forwarded } from './Forwarded';
import { QuotedMessage } from './QuotedMessage';
import { Reactions } from './Reactions';
import { Toolbar } from './Toolbar';
import styles from './MessageBubble.module.css';

interface MessageBubbleProps {
  message: Message;
  startsGroup: boolean;
  editing: boolean;
  /** The names of the actions with a button beside the message, separated by spaces. */
  toolbar: string;
  highlighted: boolean;
  tools: MessageTools;
}

export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, startsGroup, editing, highlighted, tools } = props;
  const words = useWords();
  const name = useChat((state) => nameOf(state.people, message.userId));
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
          <Picture message={message} name={name} />
        ) : (
          <time className={styles.sideTime} dateTime={new Date(message.createdAt).toISOString()} title={fullTime(message.createdAt, words)}>
            {shortTime(message.createdAt, words)}
          </time>
        )}
      </div>
      <div className={styles.body}>
        {message.replyToId !== null && <QuotedMessage messageId={message.replyToId} />}
        {startsGroup && <Heading message={message} name={name} />}
        {!deleted && <Marks message={message} />}
        {editing ? (
          <EditBox message={message} />
        ) : deleted ? (
          <p className={styles.deleted}>{words.message.deleted}</p>
        ) : (
          <Words message={message} />
        )}
        {!deleted && <Attached message={message} />}
        <Parts message={message} ofText />
        <Reactions
          message={message}
          onToggle={(emoji) => tools.react(message, emoji)}
          onPick={(anchor) => tools.pickReaction(message, anchor)}
        />
        <Parts message={message} ofText={false} />
      </div>
      {!editing && !deleted && <Toolbar {...props} />}
    </article>
  );
});

function Picture({ message, name }: { message: Message; name: string }) {
  return (
    <PersonPicture username={message.userId}>
      <PersonAvatar username={message.userId} name={name} />
    </PersonPicture>
  );
}

function Heading({ message, name }: { message: Message; name: string }) {
  const words = useWords();
  const at = message.createdAt;
  return (
    <div className={styles.heading}>
      <PersonLink username={message.userId} className={styles.name}>
        <Name of={[message.userId]}>{name}</Name>
      </PersonLink>
      <time dateTime={new Date(at).toISOString()} title={fullTime(at, words)}>
        {timeOfDay(at, words)}
      </time>
    </div>
  );
}

function Words({ message }: { message: Message }) {
  const { editedAt, forwardedFrom, files = [] } = message;
  const note = useMemo(() => (editedAt === null ? null : <EditedNote message={message} editedAt={editedAt} />), [message, editedAt]);
  if (message.text === '' && (forwardedFrom !== undefined || files.length > 0)) return null;
  return (
    <Folded messageId={message.id} text={message.text}>
      <FormattedText text={message.text} mentions={message.mentions} note={note} />
    </Folded>
  );
}

/** What stays in sight while the text is edited. */
function Attached({ message: { id, userId, forwardedFrom, files = [] } }: { message: Message }) {
  const { Files } = useRegistry().views;
  return (
    <>
      {forwardedFrom !== undefined && <Forwarded messageId={forwardedFrom} />}
      {files.length > 0 && Files !== undefined && <Files files={files} messageId={id} author={userId} forwardedFrom={forwardedFrom} />}
    </>
  );
}

/** What stands below the text, e.g. the preview of a link, or below the reactions, e.g. the thread. */
function Parts({ message, ofText: wanted }: { message: Message; ofText: boolean }) {
  const { messageParts } = useRegistry();
  return messageParts.filter(({ ofText = false }) => ofText === wanted).map(({ name, Part }) => <Part key={name} message={message} />);
}

/** The marks above a message's text, e.g. who pinned it. */
function Marks({ message }: { message: Message }) {
  const words = useTranslation();
  const { messageMarks } = useRegistry();
  const people = useChat((state) => state.people);
  return messageMarks.map(({ name, icon, own, text }) => {
    const said = text(message, (username) => nameOf(people, username), words);
    return (
      said !== null && (
        <p key={name} className={styles.mark} data-own={own}>
          <Icon path={icon} size={14} />
          {said}
        </p>
      )
    );
  });
}
