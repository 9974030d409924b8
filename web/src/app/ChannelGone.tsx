// Stands in the middle in place of a conversation that is not, or no longer, there for the user.

import { UnsentHere } from '../features/unsent/UnsentHere';
import { Button } from '../shared/ui/Button';
import { useWords } from './gone-words';
import styles from './Placeholders.module.css';
import { useLostFocus } from './useLostFocus';

/** `lost` says what became of a conversation that the user was in until now. */
export function ChannelGone({ lost, onBack }: { lost: string | null; onBack(): void }) {
  const words = useWords();
  const heading = useLostFocus();
  return (
    <div className={styles.center} id="messages" role="alert">
      <h1 ref={heading} tabIndex={-1}>
        {lost ?? words.channel.gone}
      </h1>
      {lost === null && <p>{words.gone.hint}</p>}
      <UnsentHere />
      <Button variant="outlined" onClick={onBack}>
        {words.gone.back}
      </Button>
    </div>
  );
}
