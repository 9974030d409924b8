// The frame of a dialog that is still being fetched, or could not be. It is in the first load, so that
// it owns the keyboard from the key press on.

import { mdiClose } from '@mdi/js';
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import { isComposing } from '../../core/keyboard/composing';
import { useWords } from '../words/words';
import { IconButton } from './Button';
import { isSecond } from './double-click';
import styles from './DialogShell.module.css';
import { Icon } from './Icon';

interface DialogShellProps {
  /** The text shown while the content loads; `null` if it failed to load, which the content says. */
  title: string | null;
  /** What had the focus before. */
  opener: Element | null;
  /** Takes the focus with the element marked as `data-first`. */
  children: ReactNode;
  onClose(): void;
}

export function DialogShell({ title, opener, children, onClose }: DialogShellProps) {
  const words = useWords();
  const dialog = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    // The dialog that takes over finds the focus where it was, and gives it back there.
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, [opener]);

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Tab') focusNext(dialog.current, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  return createPortal(
    <div
      className={styles.backdrop}
      role="presentation"
      onMouseDown={(event) => {
        // A click must not take the focus out of it.
        if (event.target instanceof Element && event.target.closest('input, button') === null) event.preventDefault();
        if (event.target === event.currentTarget && !isSecond(event)) onClose();
      }}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div ref={dialog} className={styles.shell} role="dialog" aria-modal aria-label={title ?? words.part.failed} onKeyDown={onKeyDown}>
        {title !== null && (
          <div className={styles.header}>
            <p role="status">{title}</p>
            <IconButton aria-label={words.close} onClick={onClose}>
              <Icon path={mdiClose} />
            </IconButton>
          </div>
        )}
        {children}
      </div>
    </div>,
    document.body,
  );
}

/** Moves the focus on within the dialog, round its end. */
function focusNext(dialog: HTMLElement | null, step: 1 | -1): void {
  const stops = [...(dialog?.querySelectorAll<HTMLElement>('input, button') ?? [])];
  const current = stops.findIndex((stop) => stop === document.activeElement);
  stops.at((current + step) % stops.length)?.focus();
}
