// What stands above the conversations, e.g. the threads: bold with a number while there is anything unread.

import { useChat } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry, type SidebarEntry } from '../../shared/registry/registry';
import marks from '../../shared/ui/ChannelMark.module.css';
import { Icon } from '../../shared/ui/Icon';
import { capped } from '../../shared/words/capped';
import { useTranslation } from '../../shared/words/words';
import { useWords } from './words';
import styles from './ChannelSidebar.module.css';

export function SidebarEntries() {
  const { sidebarEntries } = useRegistry();
  if (sidebarEntries.length === 0) return null;
  return (
    <ul className={`${styles.list} ${styles.entries}`}>
      {sidebarEntries.map((entry) => (
        <Entry key={entry.name} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: SidebarEntry }) {
  const translation = useTranslation();
  const words = useWords();
  const dispatch = useViewDispatch();
  const unread = useChat(entry.unread);
  return (
    <li>
      <button
        type="button"
        className={`${styles.row} ${unread > 0 ? styles.unread : ''}`}
        data-stop="row"
        data-unread={unread > 0 || undefined}
        onClick={() => dispatch({ type: 'dialog_opened', dialog: entry.opens })}
      >
        <span className={marks.mark}>
          <Icon path={entry.icon} size={18} />
        </span>
        <span className={styles.title}>{entry.label(translation)}</span>
        {unread > 0 && (
          <span className={styles.badge}>
            <span aria-hidden="true">{capped(unread)}</span>
            <span className="visually-hidden">{words.channel.unread(capped(unread))}</span>
          </span>
        )}
      </button>
    </li>
  );
}
