// The buttons beside a message. All but the one to the menu are made once the pointer or the focus comes to the
// message, and so is that one's icon: they are most of what a row would hold.

import { mdiDotsHorizontal } from '@mdi/js';
import { useEffect, useRef, useState, type RefObject } from 'react';

import type { Message } from '../../core/protocol/generated';
import { QUICK_REACTIONS } from '../../shared/hooks/quick-reactions';
import { useRegistry } from '../../shared/registry/registry';
import { Icon } from '../../shared/ui/Icon';
import { useTranslation } from '../../shared/words/words';
import type { MessageTools } from './useMessageTools';
import { useWords } from './words';
import styles from './MessageBubble.module.css';

/** There is room for so many; the menu has more. */
const MOST_REACTIONS = 3;

interface ToolbarProps {
  message: Message;
  /** The names of the actions with a button, separated by spaces. */
  toolbar: string;
  tools: MessageTools;
}

export function Toolbar({ message, toolbar, tools }: ToolbarProps) {
  const words = useWords();
  const translation = useTranslation();
  const { messageActions } = useRegistry();
  const place = useRef<HTMLDivElement>(null);
  const approached = useApproached(place);
  const names = approached ? toolbar.split(' ') : [];
  return (
    <div ref={place} className={styles.tools}>
      <div className={styles.toolbar} role="group" aria-label={words.messages.moreActions}>
        {names.includes('react') &&
          QUICK_REACTIONS.slice(0, MOST_REACTIONS).map((emoji) => (
            <button key={emoji} type="button" className={styles.desktop} title={`${words.messages.react}: ${emoji}`} aria-label={`${words.messages.react}: ${emoji}`} onClick={() => tools.react(message, emoji)}>
              {emoji}
            </button>
          ))}
        {messageActions
          .filter(({ name }) => names.includes(name))
          .map((action) => {
            const label = action.label(message, translation);
            return (
              <button key={action.name} type="button" className={styles.desktop} aria-label={label} title={label} onClick={(event) => tools.act(action, message, event.currentTarget)}>
                <Icon path={action.icon} size={18} />
              </button>
            );
          })}
        <button type="button" aria-haspopup="menu" aria-label={words.messages.moreActions} title={words.messages.moreActions} onClick={(event) => tools.openMenu(message, event.currentTarget)}>
          {approached && <Icon path={mdiDotsHorizontal} size={18} />}
        </button>
      </div>
    </div>
  );
}

/** True once the pointer or the focus has come to the message around the element. */
function useApproached(element: RefObject<HTMLElement | null>): boolean {
  const [approached, setApproached] = useState(false);
  useEffect(() => {
    const message = element.current?.parentElement;
    const note = (): void => setApproached(true);
    // The pointer may be there already: the message was being edited.
    if (message?.matches(':hover')) note();
    message?.addEventListener('pointerenter', note);
    message?.addEventListener('focusin', note);
    return () => {
      message?.removeEventListener('pointerenter', note);
      message?.removeEventListener('focusin', note);
    };
  }, [element]);
  return approached;
}
