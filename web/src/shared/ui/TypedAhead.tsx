// What is typed while a part of the page is still being fetched: kept in a field that has the focus,
// and put into the part's own field once that is there. No key reaches what is behind it.

import { useEffect, useLayoutEffect, useRef } from 'react';

import { useWords } from '../words/words';
import styles from './DialogShell.module.css';

/** How many frames a part may take until its field has the focus. */
const MOST_FRAMES = 20;

/** What was typed so far. */
export class Ahead {
  text = '';

  /** `behind` had the focus before, and gets nothing of it. */
  constructor(readonly behind: Element | null) {}

  keep(text: string): void {
    this.text = text;
  }

  /** Puts what was typed into a field, before what was typed into that since. */
  handTo(field: HTMLInputElement | HTMLTextAreaElement): void {
    type(field, this.text + field.value);
    this.text = '';
  }
}

/** The field. It shows itself once something is typed. */
export function TypedAhead({ ahead }: { ahead: Ahead }) {
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  // Before the next key.
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      className={styles.typed}
      aria-label={words.loading}
      placeholder=" "
      autoComplete="off"
      defaultValue={ahead.text}
      onInput={(event) => ahead.keep(event.currentTarget.value)}
    />
  );
}

/** Puts what was typed into the field of the part that has the focus, once there is one. A part without any drops it. */
export function HandOver({ ahead }: { ahead: Ahead }) {
  useEffect(() => {
    let frames = 0;
    let frame = 0;
    const hand = (): void => {
      if (ahead.text === '') return;
      const field = focusedField();
      if (field !== null && field !== ahead.behind) ahead.handTo(field);
      else if (frames < MOST_FRAMES) {
        frames += 1;
        frame = requestAnimationFrame(hand);
      }
    };
    hand();
    return () => cancelAnimationFrame(frame);
  }, [ahead]);
  return null;
}

/** Changes a field as its user would. React overrides `value` on the element itself to tell the two apart. */
function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

/** The text field with the focus, also inside a web component. */
function focusedField(): HTMLInputElement | HTMLTextAreaElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && /^(?:text|search)$/.test(element.type) ? element : null;
}
