// When the box takes the focus: where something asks for it, and on arrival in a conversation.

import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import { byTouch } from '../../shared/hooks/touch';
import { conversationAt, useConversation, useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { useView } from '../../shared/hooks/view/view';

export function useFieldFocus(field: RefObject<HTMLTextAreaElement | null>, takesFocus: boolean): void {
  const conversation = useConversationKey();
  const composerFocus = useConversation((view) => view.composerFocus);
  const dialog = useView((view) => view.dialog);
  const visit = useConversation((view) => view.visit);
  const main = useIsMain();
  const place = useRef({ covered: false, main });
  useLayoutEffect(() => {
    place.current = { covered: dialog !== null, main };
  }, [dialog, main]);
  const answered = useRef(takesFocus && !byTouch() ? null : composerFocus);
  useEffect(() => {
    // On a phone the keyboard would cover what the user came to read.
    const asked = answered.current !== composerFocus;
    answered.current = composerFocus;
    // One that stands beside the main conversation leaves it where it is.
    const at = conversationAt(document.activeElement);
    const free = place.current.main || at === null || at === conversation;
    if (!place.current.covered && (asked || (free && !byTouch()))) field.current?.focus();
  }, [field, composerFocus, visit, conversation]);
}
