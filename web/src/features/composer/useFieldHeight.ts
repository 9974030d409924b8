// The box grows with what is written in it, up to a part of the window.

import { useLayoutEffect, type RefObject } from 'react';

/** The most of the window's height. */
const MOST = 0.4;

export function useFieldHeight(composer: RefObject<HTMLElement | null>, field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (field.current !== null && composer.current !== null) fit(field.current, composer.current, text);
  }, [composer, field, text]);
}

function fit(field: HTMLTextAreaElement, around: HTMLElement, text: string): void {
  // While the field is measured the list must not get its room: it would scroll, and stay there.
  around.style.minHeight = `${around.offsetHeight}px`;
  field.style.height = 'auto';
  // The buttons then stand below the text, which keeps its width until it is sent.
  const line = parseFloat(getComputedStyle(field).lineHeight);
  if (text === '') delete around.dataset.lines;
  else if (field.scrollHeight > 2 * line + 18) around.dataset.lines = 'many';
  field.style.height = `${Math.min(field.scrollHeight, window.innerHeight * MOST)}px`;
  around.style.minHeight = '';
}
