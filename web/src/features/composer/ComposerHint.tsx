// The one line under the box: what would go wrong, who would not be told, or how to write.

import { useState } from 'react';

import type { ChannelView, Person } from '../../core/protocol/generated';
import { useAddPeople } from '../../shared/hooks/useAddPeople';
import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';
import styles from './MessageInput.module.css';
import { keysHere } from '../../shared/words/keys';
import { partsOf } from './parts';
import { useGroupWord, useOutsiders } from './useOutsiders';

/** The counter shows when this many characters are left. */
const COUNTER_FROM = 500;

interface ComposerHintProps {
  channel: ChannelView;
  /** Why the command in the box did nothing. */
  problem: string | null;
  text: string;
  caret: number;
  /** The most characters of a message. */
  limit: number;
  /** True while the caret is in code, where Enter ends a line. */
  inCode: boolean;
  /** True while buttons say how to format. */
  formatsShown: boolean;
  /** Sends the text as several messages. */
  onSendParts(): void;
}

export function ComposerHint({ channel, problem, text, caret, limit, inCode, formatsShown, onSendParts }: ComposerHintProps) {
  const words = useWords();
  const left = limit - [...text].length;
  const outsiders = useOutsiders(channel.id, text, caret);
  const group = useGroupWord(text);
  if (problem !== null) {
    return (
      <div className={styles.hint}>
        <span className={styles.problem} role="alert">
          {problem}
        </span>
      </div>
    );
  }
  return (
    <div className={styles.hint} aria-live="polite">
      {outsiders.length > 0 ? (
        <Outsiders channel={channel} people={outsiders} />
      ) : (
        group !== null && <span className={styles.problem}>{words.composer.notifiesNobody(group)}</span>
      )}
      {left < 0 ? (
        <span className={styles.over}>
          {words.composer.tooLong(-left)}
          <button type="button" onClick={onSendParts}>
            {words.composer.sendParts(partsOf(text, limit).length)}
          </button>
        </span>
      ) : left <= COUNTER_FROM ? (
        <span>{words.composer.left(left)}</span>
      ) : outsiders.length === 0 && group === null ? (
        <span className={styles.help} aria-hidden="true">
          {inCode ? keysHere(words.composer.inCodeHint) : [...(formatsShown ? [] : [words.composer.formatHint]), words.composer.newLineHint].join(' · ')}
        </span>
      ) : null}
    </div>
  );
}

/** Who is in a direct conversation never changes: there is nobody to be added. */
function Outsiders({ channel, people }: { channel: ChannelView; people: readonly Person[] }) {
  const words = useWords();
  const addPeople = useAddPeople(channel.id);
  const notify = useNotify();
  const [adding, setAdding] = useState(false);
  const names = people.map((person) => person.displayName);
  const direct = channel.type === 'direct';
  const told = direct ? words.composer.notInDirect(names) : words.composer.notInChannel(names);

  async function add(): Promise<void> {
    setAdding(true);
    const { left, text } = await addPeople(people);
    setAdding(false);
    if (left.length > 0) notify.problem(text);
    else notify.info(text);
  }

  return (
    <span className={styles.outsiders}>
      <span title={told}>{told}</span>
      {!direct && (
        <button type="button" disabled={adding} onClick={() => void add()}>
          {words.composer.addToChannel}
        </button>
      )}
    </span>
  );
}
