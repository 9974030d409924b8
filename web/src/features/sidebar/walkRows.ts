// The sidebar by keyboard: arrow keys lead from row to row, Left folds a section and Right unfolds it.

import type { KeyboardEvent } from 'react';

/** Headings and rows say what they are in `data-stop`. */
const STOPS = '[data-stop]';

export function walkRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof HTMLElement)) return;
  const here = event.target.closest<HTMLElement>(STOPS);
  if (here === null) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)];
  const next = nextOf(event.key, here, stops);
  if (next === undefined) return;
  event.preventDefault();
  if (next === 'toggle') here.click();
  else next?.focus();
}

/** Where a key leads, `null` for nowhere; `undefined` for a key that means nothing here. */
function nextOf(key: string, here: HTMLElement, stops: readonly HTMLElement[]): HTMLElement | 'toggle' | null | undefined {
  const index = stops.indexOf(here);
  const isHeading = here.dataset['stop'] === 'heading';
  const open = here.getAttribute('aria-expanded') === 'true';
  switch (key) {
    case 'ArrowDown':
      return stops[index + 1] ?? null;
    case 'ArrowUp':
      return stops[index - 1] ?? null;
    case 'Home':
      return stops[0] ?? null;
    case 'End':
      return stops.at(-1) ?? null;
    case 'ArrowLeft':
      if (isHeading) return open ? 'toggle' : null;
      return stops.slice(0, index).findLast(({ dataset }) => dataset['stop'] === 'heading') ?? null;
    case 'ArrowRight':
      if (!isHeading) return null;
      return open ? (stops[index + 1] ?? null) : 'toggle';
    default:
      return undefined;
  }
}
