// The suggestions for a begun word, above the box. The focus stays in the box, which says which option is active. Enter takes the
// active option, and Tab the first one where none is active.

import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type Ref } from 'react';

import type { SlashCommand } from '../registry/slash';
import { useWords } from './words';
import { begunWord, type BegunWord } from './begun';
import { complete, tailOf } from './completion';
import { useCompletion } from './useCompletion';
import styles from './Completer.module.css';

/** What the box asks of its suggestions. */
export interface Steering {
  /** Says whether the key meant something to the list. */
  steer(event: KeyboardEvent): boolean;
}

export interface CompleterProps {
  id: string;
  channelId: number;
  text: string;
  caret: number;
  /** The commands that are completed after a slash. */
  commands: readonly SlashCommand[];
  steering: Ref<Steering>;
  /** Called with the id of the active option, `null` while there is none. */
  onActive(option: string | null): void;
  /** Called with the completed text, and where the caret then stands. */
  onAccept(text: string, caret: number): void;
  /** Does what Enter does elsewhere, where nothing has come that it could choose; `null` where it ends a line. */
  onEnter: (() => void) | null;
}

export function Completer(props: CompleterProps) {
  const { text, caret } = props;
  const begun = useMemo(() => begunWord(text, caret), [text, caret]);
  // With the word goes what was dismissed, and what was chosen.
  return begun === null ? null : <Suggestions {...props} begun={begun} />;
}

function Suggestions({ id, channelId, text, caret, begun, commands, steering, onActive, onAccept, onEnter }: CompleterProps & { begun: BegunWord }) {
  const words = useWords();
  const { suggestions, chosen, choose, dismiss, pending } = useCompletion(channelId, begun, tailOf(text, caret), commands);
  const count = suggestions.length;
  const active = count === 0 || chosen === -1 ? null : `${id}-${chosen}`;
  useLayoutEffect(() => onActive(active), [active, onActive]);
  useLayoutEffect(() => () => onActive(null), [onActive]);

  // Pressed before anything was there to be chosen.
  const entered = useRef(false);
  useEffect(() => {
    entered.current = false;
  }, [begun]);
  const decide = useEffectEvent((): void => {
    if (!entered.current) return;
    entered.current = false;
    if (count > 0 && chosen !== -1) accept(chosen);
    else onEnter?.();
  });
  useEffect(() => {
    if (!pending) decide();
  }, [pending]);

  function accept(index: number): void {
    const { insert = '' } = suggestions[index] ?? {};
    const done = complete(text, begun, caret, insert, suggestions);
    onAccept(done.text, done.caret);
    if (begun.trigger === ':') void import('../hooks/emoji').then(({ usedEmoji }) => usedEmoji(insert)).catch(() => undefined);
  }

  function steer(event: KeyboardEvent): boolean {
    if (count === 0) {
      entered.current = pending && event.key === 'Enter' && onEnter !== null;
      return entered.current;
    }
    if (event.key === 'ArrowDown') choose((chosen + 1) % count);
    else if (event.key === 'ArrowUp') choose((Math.max(0, chosen) + count - 1) % count);
    else if (event.key === 'Tab') accept(Math.max(0, chosen));
    else if (event.key === 'Enter' && chosen !== -1) accept(chosen);
    else if (event.key === 'Escape') dismiss();
    else return false;
    return true;
  }

  useImperativeHandle(steering, () => ({ steer }));

  if (count === 0) return null;
  return (
    <div id={id} role="listbox" aria-label={words.writing.completions} className={styles.completions}>
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={styles.suggestion}
          onMouseDown={(event) => {
            event.preventDefault();
            accept(index);
          }}
          // Not on entering: the list may appear under a pointer at rest.
          onMouseMove={() => choose(index)}
        >
          <span>{suggestion.label}</span>
          <small>{suggestion.detail}</small>
        </div>
      ))}
    </div>
  );
}
