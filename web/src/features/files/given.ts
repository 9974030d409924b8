// What a conversation is given before the part that shows attached files is there.

/** A message that was sent with the files before it. */
export interface SentEarly {
  parts: readonly string[];
  replyToId: number | null;
  alsoToChannel: boolean;
}

/** Files that were given, and messages that were sent with those before them, in their order. */
export type Given = { files: readonly File[] } | { message: SentEarly };
