// The one line under the box: what would go wrong, who would not be told, or how to write.

import { useState } from 'react';

import type { ChannelView, Person } from '../../core/protocol/generated';
import { useAddPeople } from '../../shared/hooks/useAddPeople';
import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';
import styles from './MessageInput.module.css';
import { useOutsiders } from './useOutsiders';

/** The counter shows when this many characters are left. */
const COUNTER_FROM = 500;

interface ComposerHintProps {
  channel: ChannelView;
  text: string;
  caret: number;
  /** How many characters may still be written; below 0 the text is too long. */
  left: number;
}

export function ComposerHint({ channel, text, caret, left }: ComposerHintProps) {
  const words = useWords();
  const outsiders = useOutsiders(channel.id, text, caret);
  return (
    <div className={styles.hint} aria-live="polite">
      {outsiders.length > 0 && <Outsiders channel={channel} people={outsiders} />}
      {left < 0 ? (
        <span className={styles.over}>{words.composer.tooLong(-left)}</span>
      ) : left <= COUNTER_FROM ? (
        <span>{words.composer.left(left)}</span>
      ) : outsiders.length === 0 ? (
        <span className={styles.help} aria-hidden="true">
          {words.composer.formatHint} · {words.composer.newLineHint}
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
