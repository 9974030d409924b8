// What lies over a conversation while files are drawn over it.

import { mdiTrayArrowUp } from '@mdi/js';
import { useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

import { useConversationKey } from '../../shared/hooks/view/conversation';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './file-words';
import styles from './Tray.module.css';

export function DropZone({ title }: { title: string }) {
  const words = useWords();
  const conversation = useConversationKey();
  const zone = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const area = document.querySelector(`[data-composer][data-conversation="${conversation}"]`)?.closest('section, aside')?.getBoundingClientRect();
    const { current: element } = zone;
    if (area === undefined || element === null) return;
    Object.assign(element.style, { left: `${area.left}px`, top: `${area.top}px`, width: `${area.width}px`, height: `${area.height}px` });
  }, [conversation]);
  return createPortal(
    <div ref={zone} className={styles.zone} data-drop-zone>
      <p>
        <Icon path={mdiTrayArrowUp} size={32} />
        {words.files.drop(title)}
      </p>
    </div>,
    document.body,
  );
}
