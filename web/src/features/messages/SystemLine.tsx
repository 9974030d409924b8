// What happened in the channel, in one quiet line; several who come or go at once share it.

import { mdiAccountMinusOutline, mdiAccountPlusOutline, mdiArchiveOutline, mdiPencilOutline, mdiPhoneMissed, mdiPhoneOutline, mdiTicketOutline } from '@mdi/js';
import { memo, useId, useState, type ReactNode } from 'react';

import { hasRemark } from '../../core/formatting/remarks';
import { runOf, systemSentence } from '../../core/formatting/system';
import type { Message, SystemEvent } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { sameItems, useChat } from '../../shared/hooks/client';
import { useRegistry } from '../../shared/registry/registry';
import { Icon } from '../../shared/ui/Icon';
import { PersonLink } from '../../shared/ui/PersonLink';
import { fullTime, shortTime, timeOfDay } from '../../shared/words/times';
import { Reactions } from './Reactions';
import { listed } from './said';
import { Toolbar } from './Toolbar';
import type { MessageTools } from './useMessageTools';
import { useWords } from './words';
import bubble from './MessageBubble.module.css';
import styles from './SystemLine.module.css';

interface SystemLineProps {
  /** The messages that it says; the first of them stands for all. */
  run: readonly [Message, ...Message[]];
  toolbar: string;
  highlighted: boolean;
  tools: MessageTools;
}

/** Of more than this the rest is counted. */
const MOST_NAMED = 3;
/** Marks around what becomes a button; no text of ours has them. */
const [OPEN, CLOSE, REST] = ['\uE000', '\uE001', '\uE002'];

/** The icons of what is not a changed setting. */
const ICONS: Readonly<Partial<Record<SystemEvent, string>>> = {
  joined: mdiAccountPlusOutline,
  added: mdiAccountPlusOutline,
  left: mdiAccountMinusOutline,
  removed: mdiAccountMinusOutline,
  archived: mdiArchiveOutline,
  unarchived: mdiArchiveOutline,
  missed_call: mdiPhoneMissed,
  call_ended: mdiPhoneOutline,
};

export const SystemLine = memo(
  function SystemLine(props: SystemLineProps) {
    const { run, highlighted, tools } = props;
    const [message] = run;
    const words = useWords();
    const people = useChat((state) => state.people);
    const [open, setOpen] = useState(false);
    const said = runOf(run);
    const single = run.length === 1;
    const list = (names: string[]): string => listed(names, words);
    const most = (names: string[]): string => {
      if (open || names.length <= MOST_NAMED) return list(names);
      return list([...names.slice(0, MOST_NAMED - 1), `${REST}${words.messages.others(names.length - MOST_NAMED + 1)}${CLOSE}`]);
    };
    const time = timeOfDay(message.createdAt, words);
    const plain = systemSentence(said, words.systemPhrases, (username) => nameOf(people, username), list);
    const marked = systemSentence(said, words.systemPhrases, (username) => `${OPEN}${username}${CLOSE}`, most);
    const { CallAgain, TicketNotice, TicketComment } = useRegistry().views;
    const sentence = pieces(marked, (username) => nameOf(people, username), () => setOpen(true));
    // To each viewer it says something else: its name is what is written in it.
    const noticed = message.system?.notice !== undefined && TicketNotice !== undefined;
    const [timeId, wordsId] = [useId(), useId()];
    const icon = message.system?.event.startsWith('ticket_') === true ? mdiTicketOutline : (ICONS[message.system?.event ?? 'renamed'] ?? mdiPencilOutline);
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      <article
        className={`${bubble.message} ${styles.line} ${highlighted ? bubble.highlighted : ''}`}
        {...(noticed ? { 'aria-labelledby': `${wordsId} ${timeId}` } : { 'aria-label': words.messages.by(plain, time) })}
        tabIndex={-1}
        data-message={message.id}
        {...(single && { onKeyDown: (event) => tools.onKeyDown(message, event) })}
      >
        <div className={`${bubble.gutter} ${styles.gutter}`}>
          <time id={timeId} className={bubble.sideTime} dateTime={new Date(message.createdAt).toISOString()} title={fullTime(message.createdAt, words)}>
            {shortTime(message.createdAt, words)}
          </time>
          <span className={styles.icon}><Icon path={icon} size={16} /></span>
        </div>
        <div className={bubble.body}>
          <p id={wordsId} data-words title={fullTime(message.createdAt, words)}>
            {noticed ? <TicketNotice message={message} plain={sentence} /> : sentence}
            {message.system?.call !== undefined && CallAgain !== undefined && <CallAgain message={message} />}
          </p>
          {single && TicketComment !== undefined && hasRemark(message) && <TicketComment message={message} />}
          {single && (
            <Reactions message={message} onToggle={(emoji) => tools.react(message, emoji)} onPick={(anchor) => tools.pickReaction(message, anchor)} />
          )}
        </div>
        {single && <Toolbar message={message} toolbar={props.toolbar} tools={tools} />}
      </article>
    );
  },
  (one, other) =>
    sameItems(one.run, other.run) && one.toolbar === other.toolbar && one.highlighted === other.highlighted && one.tools === other.tools,
);

/** A marked sentence: names that open their card, and a button that names the rest. */
function pieces(sentence: string, name: (username: string) => string, onRest: () => void): ReactNode[] {
  const parts = sentence.split(new RegExp(`([${OPEN}${REST}][^${CLOSE}]*${CLOSE})`, 'u'));
  return parts.map((part, index) => {
    const inner = part.slice(1, -1);
    // The same sentence always falls into the same pieces.
    const key = `${index}`;
    if (part.startsWith(OPEN)) {
      return (
        <PersonLink key={key} username={inner} className={styles.name}>
          {name(inner)}
        </PersonLink>
      );
    }
    if (part.startsWith(REST)) {
      return (
        <button key={key} type="button" className={styles.rest} aria-expanded={false} onClick={onRest}>
          {inner}
        </button>
      );
    }
    return part;
  });
}
