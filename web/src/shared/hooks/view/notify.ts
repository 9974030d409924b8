// Ways to tell the user something in passing.

export interface Notify {
  info(text: string): void;
  problem(text: string): void;
  failure(thrown: unknown): void;
}
