// In place of a page that has failed: what happened, and a button to go on with.

import { Component, type ReactNode } from 'react';

import { useChat } from '../shared/hooks/client';
import { Button } from '../shared/ui/Button';
import { useWords } from './words';
import styles from './Placeholders.module.css';

/** Shows `Broken` in place of children that threw. Only a class can catch what they throw. */
export class BrokenBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken onRetry={() => this.setState({ broken: false })} /> : this.props.children;
  }
}

function Broken({ onRetry }: { onRetry(): void }) {
  const words = useWords();
  // Without a server, to reload would lose the page altogether.
  const online = useChat((state) => state.phase.name === 'online');
  return (
    <div className={styles.center} role="alert">
      <h1>{words.broken.title}</h1>
      <p>{words.broken.hint}</p>
      {online ? (
        <Button variant="contained" onClick={() => window.location.reload()}>
          {words.broken.reload}
        </Button>
      ) : (
        <Button variant="contained" onClick={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  );
}
