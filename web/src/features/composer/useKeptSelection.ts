// Where the caret stood in a begun message: whoever comes back to a conversation writes on there.

import { useLayoutEffect, type RefObject } from 'react';

import type { ConversationKey } from '../../core/store/conversation';

interface Kept {
  length: number;
  start: number;
  end: number;
}

/** By conversation, for this visit of the page. */
const selections = new Map<ConversationKey, Kept>();

export function useKeptSelection(field: RefObject<HTMLTextAreaElement | null>, conversation: ConversationKey): void {
  useLayoutEffect(() => {
    const { current: element } = field;
    if (element === null) return undefined;
    const { length } = element.value;
    const kept = selections.get(conversation);
    // A text that has changed since, in another tab, goes on at its end.
    const { start, end } = kept?.length === length ? kept : { start: length, end: length };
    element.setSelectionRange(start, end);
    return () => {
      const { value, selectionStart, selectionEnd } = element;
      if (value === '') selections.delete(conversation);
      else selections.set(conversation, { length: value.length, start: selectionStart, end: selectionEnd });
    };
  }, [field, conversation]);
}
