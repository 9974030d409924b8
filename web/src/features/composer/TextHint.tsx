// What the line under the box says of a text: what would go wrong, who would not be told, how much room is left.

import { useMemo, useState } from 'react';

import type { ChannelView, Person } from '../../core/protocol/generated';
import { calledIn } from '../../core/store/selectors';
import { sameItems, useChat } from '../../shared/hooks/client';
import { useAddPeople } from '../../shared/hooks/useAddPeople';
import { useNotify } from '../../shared/hooks/view/view';
import { logIn } from '../../shared/writing/logs';
import { COUNTER_FROM, type HintProps } from './hint';
import { HowToWrite } from './HowToWrite';
import { partsOf } from './parts';
import { useOutsiders } from './useOutsiders';
import { useWords } from './format-words';
import styles from './MessageInput.module.css';

export function TextHint({ channel, problem, usage, text, caret, limit, inCode, formatsShown, onSendParts, onCode, onMakeFile }: HintProps) {
  const words = useWords();
  const left = limit - [...text].length;
  // Whom a command names need not be here.
  const said = usage === null ? text : '';
  const outsiders = useOutsiders(channel.id, said, caret);
  const log = useMemo(() => logIn(text), [text]);
  if (problem !== null) {
    return (
      <span className={styles.problem} role="alert">
        {problem}
      </span>
    );
  }
  return (
    <>
      {log !== null && left >= 0 && (
        <span className={styles.outsiders}>
          <span>{words.composer.looksLikeCode}</span>
          <button type="button" onClick={() => onCode(log)}>
            {words.composer.makeCode}
          </button>
        </span>
      )}
      {log === null && outsiders.length > 0 && <Outsiders channel={channel} people={outsiders} />}
      {left < 0 ? (
        <span className={styles.over}>
          {words.composer.tooLong(-left)}
          <button type="button" onClick={onSendParts}>
            {words.composer.sendParts(partsOf(text, limit).length)}
          </button>
          {onMakeFile !== null && (
            <button type="button" onClick={onMakeFile}>
              {words.composer.makeFile}
            </button>
          )}
        </span>
      ) : left <= COUNTER_FROM ? (
        <span>{words.composer.left(left)}</span>
      ) : usage !== null ? (
        <span className={styles.usage}>{usage}</span>
      ) : log === null && outsiders.length === 0 ? (
        <HowToWrite inCode={inCode} formatsShown={formatsShown} />
      ) : null}
    </>
  );
}

/** Who is in a direct conversation never changes: there is nobody to be added. */
function Outsiders({ channel, people }: { channel: ChannelView; people: readonly Person[] }) {
  const words = useWords();
  const addPeople = useAddPeople(channel.id);
  const notify = useNotify();
  const [adding, setAdding] = useState(false);
  const names = useChat((state) => people.map((person) => calledIn(state.people, person)), sameItems);
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
