// What stands above the conversations, e.g. the threads: bold with a number while there is anything unread.

import { useEffect } from 'react';

import { useChat } from '../../shared/hooks/client';
import { changeSidebar, sidebarChoices, useSidebarChoices } from '../../shared/hooks/sidebar';
import { useNavigate, useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry, type SidebarEntry } from '../../shared/registry/registry';
import marks from '../../shared/ui/ChannelMark.module.css';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
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

/** Whether it has anything to show, from the first moment on: what stands below it must not move. */
function useShown({ name, shown }: SidebarEntry): boolean {
  const known = useChat((state) => (shown === undefined ? true : shown(state)));
  const { entries } = useSidebarChoices();
  const before = entries[name] === true;
  useEffect(() => {
    if (shown !== undefined && known !== null && known !== before) changeSidebar({ entries: { ...sidebarChoices.get().entries, [name]: known } });
  }, [shown, name, known, before]);
  return known ?? before;
}

function Entry({ entry }: { entry: SidebarEntry }) {
  const translation = useTranslation();
  const words = useWords();
  const dispatch = useViewDispatch();
  const navigate = useNavigate();
  const { opens } = entry;
  const current = useView(({ route, pane }) => ('page' in opens ? route.page?.split('/')[0] === opens.page : pane?.name === opens.name));
  const unread = useChat(entry.unread);
  const shown = useShown(entry);
  if (!shown) return null;
  const act = (byKey: boolean): void => {
    if ('page' in opens) navigate({ channelId: null, seq: null, ...opens });
    else dispatch(current ? { type: 'pane_closed' } : { type: 'pane_opened', pane: opens, takesFocus: byKey });
  };
  const state = 'page' in opens ? { 'aria-current': current ? ('page' as const) : undefined } : { 'aria-pressed': current, 'data-opens-pane': true };
  return (
    <li>
      <button
        type="button"
        {...state}
        className={`${styles.row} ${unread > 0 ? styles.unread : ''} ${current && 'page' in opens ? styles.selected : ''}`}
        data-stop="row"
        data-unread={unread > 0 || undefined}
        // Between here and the pane stands the whole conversation: whoever opens it by a key goes on in it.
        onClick={(event) => act(event.detail === 0)}
      >
        <span className={marks.mark}>
          <Icon path={entry.icon} size={18} />
        </span>
        <span className={styles.title}>{entry.label(translation)}</span>
        {entry.mark && <LazyPart load={entry.mark} props={{}} quiet />}
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
