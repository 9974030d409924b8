// Above the conversations: the way to find one, and to see only what is unread.

import { mdiFilterVariant, mdiMagnify } from '@mdi/js';

import { changeSidebar, useSidebarChoices } from '../../shared/hooks/sidebar';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { keysHere } from '../../shared/words/keys';
import { useWords } from './words';
import styles from './ChannelSidebar.module.css';

export function SidebarHead() {
  const { sidebar } = useWords();
  const dispatch = useViewDispatch();
  const { unreadOnly } = useSidebarChoices();
  return (
    <div className={styles.head}>
      <button type="button" className={styles.find} title={sidebar.find} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'switcher' } })}>
        <Icon path={mdiMagnify} size={18} />
        <span className={styles.findShort} aria-hidden="true">
          {sidebar.findShort}
        </span>
        <span className="visually-hidden">{sidebar.find}</span>
        <kbd>{keysHere(sidebar.findKeys)}</kbd>
      </button>
      <IconButton aria-label={sidebar.unreadOnly} title={sidebar.unreadOnly} aria-pressed={unreadOnly} onClick={() => changeSidebar({ unreadOnly: !unreadOnly })}>
        <Icon path={mdiFilterVariant} />
      </IconButton>
    </div>
  );
}
