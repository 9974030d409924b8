// What stands there when the page itself has failed: calm words and a way on, instead of nothing.

import { Component, type ReactNode } from 'react';

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
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords();
  return (
    <div className={styles.center} role="alert">
      <h1>{words.broken.title}</h1>
      <p>{words.broken.hint}</p>
      <Button variant="contained" onClick={() => window.location.reload()}>
        {words.broken.reload}
      </Button>
    </div>
  );
}
