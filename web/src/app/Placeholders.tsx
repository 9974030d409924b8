// What stands in the middle while no conversation is open.

import { useWords as useSidebarWords } from '../features/sidebar/words';
import { useViewDispatch } from '../shared/hooks/view/view';
import { Button } from '../shared/ui/Button';
import { keysHere } from '../shared/words/keys';
import { useLostFocus } from './useLostFocus';
import { useWords } from './words';
import styles from './Placeholders.module.css';

export function Welcome() {
  const words = useWords();
  const { sidebar } = useSidebarWords();
  const dispatch = useViewDispatch();
  const heading = useLostFocus();
  return (
    <div className={styles.center} id="messages">
      <h1 ref={heading} tabIndex={-1}>
        {words.channel.welcome}
      </h1>
      <p>{keysHere(words.channel.welcomeHint)}</p>
      <Button variant="outlined" onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'browse' } })}>
        {sidebar.browse}
      </Button>
    </div>
  );
}
