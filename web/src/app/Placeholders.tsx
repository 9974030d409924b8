// What stands in the middle when no conversation can be shown.


import { Button } from '../shared/ui/Button';
import { keysHere } from '../shared/words/keys';
import { useWords } from './words';
import styles from './Placeholders.module.css';

export function Welcome() {
  const words = useWords();
  return (
    <div className={styles.center} id="messages">
      <h1>{words.channel.welcome}</h1>
      <p>{keysHere(words.channel.welcomeHint)}</p>
    </div>
  );
}

export function ChannelGone({ onBack }: { onBack(): void }) {
  const words = useWords();
  return (
    <div className={styles.center} id="messages" role="alert">
      <h1>{words.channel.gone}</h1>
      <p>{words.channel.goneHint}</p>
      <Button variant="outlined" onClick={onBack}>
        {words.channel.backToChat}
      </Button>
    </div>
  );
}
