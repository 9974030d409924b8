// Ways to tell the user something in passing.

import type { ReactNode } from 'react';

export interface Notify {
  /** What was said of the same topic before gives way. `more` stands behind the text, and closes the notice. */
  info(text: string, topic?: string, more?: ReactNode): void;
  problem(text: string): void;
  failure(thrown: unknown): void;
}
