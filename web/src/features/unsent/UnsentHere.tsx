// Offers the texts of the open conversation, where that is gone.

import { useView } from '../../shared/hooks/view/view';
import styles from './Unsent.module.css';
import { UnsentTexts } from './UnsentTexts';
import { useUnsent } from './useUnsent';

export function UnsentHere() {
  const openId = useView((view) => view.route.channelId);
  const texts = useUnsent().filter(({ channelId }) => channelId === openId);
  return <UnsentTexts texts={texts} place="here" className={styles.here} />;
}
