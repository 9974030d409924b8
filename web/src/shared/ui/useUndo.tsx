// Says what was done, with a button that takes it back. Loaded with what can be taken back.

import { useCallback, useLayoutEffect, useRef, useState } from 'react';

import { byTouch } from '../hooks/touch';
import type { Notify } from '../hooks/view/notify';
import { useNotify, useViewDispatch, useViewNow } from '../hooks/view/view';
import type { Translation } from '../words/words';
import { undoWords, useWords } from './undo-words';
import styles from './Undo.module.css';

/** Only the latest can be taken back: what is said of it takes the place of what was said before. */
const TOPIC = 'undo';

/** Longer than a notice that is only read. */
const OFFERED_MS = 10_000;

/** Says that something is `done`. If `undo` rejects, the reason is shown. */
export function useUndo(): (done: string, undo: () => Promise<unknown> | void) => void {
  const notify = useNotify();
  return useCallback((done, undo) => offerUndo(notify, done, undo), [notify]);
}

/** Says that what somebody had changed is discarded. For what is there before this is fetched. */
export function offerChanges(notify: Notify, translation: Translation, bringBack: () => void): void {
  offerUndo(notify, undoWords.in(translation).changesDiscarded, bringBack);
}

function offerUndo(notify: Notify, done: string, undo: () => Promise<unknown> | void): void {
  notify.info(done, TOPIC, <UndoButton key={Date.now()} onUndo={undo} />);
}

function UndoButton({ onUndo }: { onUndo(): Promise<unknown> | void }) {
  const { undo } = useWords();
  const notify = useNotify();
  const now = useViewNow();
  const dispatch = useViewDispatch();
  /** The notice that this stands in: a later one may have taken its place once something is taken back. */
  const [id] = useState(() => now().notices.find(({ topic }) => topic === TOPIC)?.id ?? 0);
  const [busy, setBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const close = useCallback(() => dispatch({ type: 'notice_closed', id }), [dispatch, id]);
  useLayoutEffect(() => watch(place.current?.parentElement, close), [close]);

  async function take(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      await onUndo();
      close();
    } catch (thrown) {
      notify.failure(thrown);
      setBusy(false);
    }
  }
  return (
    <div ref={place} className={styles.undoing}>
      <button type="button" className={styles.undo} aria-disabled={busy} onClick={() => void take()}>
        {undo}
      </button>
    </div>
  );
}

/** Closes a notice after a while without the pointer and the focus. When it goes, the focus goes back to where it was. */
function watch(notice: HTMLElement | null | undefined, close: () => void): (() => void) | undefined {
  if (!notice) return undefined;
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pointed = false;
  let focused = false;
  let before: EventTarget | null = null;
  const wait = (): void => {
    clearTimeout(timer);
    if (!pointed && !focused) timer = setTimeout(close, OFFERED_MS);
  };
  const on = <E extends keyof HTMLElementEventMap>(name: E, act: (event: HTMLElementEventMap[E]) => void): void =>
    notice.addEventListener(name, (event) => {
      act(event);
      wait();
    }, { signal: end.signal });
  on('pointerenter', () => (pointed = true));
  on('pointerleave', () => (pointed = false));
  on('focusin', ({ relatedTarget }) => {
    focused = true;
    if (!(relatedTarget instanceof Node && notice.contains(relatedTarget))) before = relatedTarget;
  });
  on('focusout', () => (focused = false));
  wait();
  return () => {
    end.abort();
    clearTimeout(timer);
    if (notice.contains(document.activeElement)) successor(before)?.focus();
  };
}

/** What had the focus, or else the box for a new message: on a phone that would open the keyboard. */
function successor(before: EventTarget | null): HTMLElement | null {
  if (before instanceof HTMLElement && before.isConnected) return before;
  return byTouch() ? null : document.querySelector<HTMLElement>('[data-composer] textarea');
}
