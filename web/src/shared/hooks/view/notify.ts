// Ways to tell the user something in passing.

export interface Notify {
  /** What was said of the same topic before gives way. */
  info(text: string, topic?: string): void;
  problem(text: string): void;
  failure(thrown: unknown): void;
}
