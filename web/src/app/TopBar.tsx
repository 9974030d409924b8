// The bar above everything, as on Orvale's other pages.

import { mdiHelpCircleOutline, mdiHomeOutline, mdiLogout, mdiMagnify } from '@mdi/js';

import { useChat } from '../shared/hooks/client';
import { Icon } from '../shared/ui/Icon';
import { LazyPart } from '../shared/ui/LazyPart';
import { PersonFace } from '../shared/ui/PersonFace';
import type { Dialog } from '../shared/hooks/view/state';
import { Bell } from '../features/notifications/Bell';
import { searchFor } from '../shared/hooks/view/search';
import { useNavigate, useView, useViewDispatch } from '../shared/hooks/view/view';
import { useWords as useShortcutsWords } from '../features/shortcuts/words';
import { useWords } from './words';
import styles from './TopBar.module.css';

const loadQuietMark = async () => (await import('../features/notifications/QuietMark')).QuietMark;

export function TopBar() {
  const words = useWords();
  const { shortcuts } = useShortcutsWords();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const searching = useView((view) => view.pane?.name === 'search');
  const me = useChat((state) => state.me);
  const open = (dialog: Dialog) => () => dispatch({ type: 'dialog_opened', dialog });
  return (
    <header className={styles.bar}>
      <a className={styles.home} href="/">
        <Icon path={mdiHomeOutline} size={22} />
        <span>{words.product}</span>
      </a>
      <nav className={styles.nav} aria-label={words.product}>
        <a
          href="/chat"
          aria-current="page"
          onClick={(event) => {
            event.preventDefault();
            navigate({ channelId: null, seq: null });
          }}
        >
          {words.chat}
        </a>
        <a href="/tickets">{words.tickets}</a>
      </nav>
      <button type="button" data-opens-pane aria-label={words.search} title={words.search} aria-pressed={searching} onClick={() => dispatch(searching ? { type: 'pane_closed' } : searchFor(''))}>
        <Icon path={mdiMagnify} />
      </button>
      <Bell />
      <button type="button" className={styles.keys} aria-label={shortcuts.open} title={shortcuts.open} onClick={open({ name: 'shortcuts' })}>
        <Icon path={mdiHelpCircleOutline} />
      </button>
      <button type="button" onClick={open({ name: 'profile' })}>
        {me !== null && (
          <span className={styles.face}>
            <PersonFace username={me.username} name={me.displayName} size={28} />
            <LazyPart load={loadQuietMark} props={{}} quiet />
          </span>
        )}
        <span className={styles.label}>{words.profile}</span>
      </button>
      <button type="button" className={styles.logout} onClick={open({ name: 'logout' })}>
        <Icon path={mdiLogout} size={18} />
        <span className={styles.label}>{words.logout}</span>
      </button>
    </header>
  );
}
