// Where an edit begins: its message is brought into view, and the box there takes the focus. Once: a
// box that was scrolled away and comes back leaves the focus where it is.

import { useEffect, useRef, type RefObject } from 'react';

import { useConversation } from '../../shared/hooks/view/conversation';
import type { Rows } from './rows';
import type { RowVirtualizer } from './useRowVirtualizer';

export function useEditing(scroller: RefObject<HTMLElement | null>, rows: Rows, virtualizer: RowVirtualizer): void {
  const editing = useConversation((view) => view.editing);
  const begun = useRef<number | null>(null);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (begun.current !== editing) {
      begun.current = editing;
      wanted.current = editing;
      const index = editing === null ? -1 : rows.indexOf(editing);
      if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
    }
    if (wanted.current === null) return;
    const box = scroller.current?.querySelector<HTMLTextAreaElement>(`[data-message="${wanted.current}"] textarea`);
    // What was out of view is there with one of the next renders.
    if (box == null) return;
    wanted.current = null;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  });
}
