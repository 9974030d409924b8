// Files that are dropped, pasted or chosen, on their way to the conversation that they are meant for.

interface Receiver {
  take(files: readonly File[]): void;
  /** Files are drawn over the conversation, or no longer. */
  over(is: boolean): void;
}

const receivers = new Map<string, Receiver>();

/** Has a conversation take files, until the result is called. */
export function receiveFiles(conversation: string, take: Receiver['take'], over: Receiver['over']): () => void {
  const receiver = { take, over };
  receivers.set(conversation, receiver);
  return () => {
    if (receivers.get(conversation) === receiver) receivers.delete(conversation);
  };
}

/** Gives files to a conversation. False if it takes none. */
export function giveFiles(conversation: string | null, files: Iterable<File>): boolean {
  const all = [...files];
  const receiver = receivers.get(conversation ?? '');
  if (all.length > 0) receiver?.take(all);
  return receiver !== undefined;
}

/** Has a conversation show what is attached, where another part has attached it. */
export function showTray(conversation: string): void {
  receivers.get(conversation)?.take([]);
}

/** Shows over which conversation files are drawn. False if it takes none. */
export function drawFiles(conversation: string | null): boolean {
  for (const [key, { over }] of receivers) over(key === conversation);
  return receivers.has(conversation ?? '');
}
