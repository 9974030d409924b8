// Every word of an open conversation, in English. German is fetched where the page is in German.

export const english = {
  placeholder: (name: string) => `Message ${name}`,
  sending: 'Sending…',
  waiting: 'Waiting for the connection…',
  failed: 'Not sent.',
  discard: 'Discard',
  loadFailed: 'The messages could not be loaded.',
  empty: 'Nobody has written anything yet.',
  start: 'This is where the conversation begins.',
  older: 'Loading older messages…',
  fresh: 'New',
  below: 'New messages',
  messagesIn: (name: string) => `Messages in ${name}`,
  edited: 'edited',
  file: 'File',
  typing: (names: string, _count: number) => `${names} typing…`,
  silent: 'You cannot write in this conversation.',
  reacted: (shown: string, names: string) => `${shown} (${names})`,
};

export type ConversationWords = typeof english;

/** The words of a language; English where there are none. */
export async function wordsOf(language: string): Promise<ConversationWords> {
  if (!language.startsWith('de')) return english;
  try {
    return (await import('./german')).german;
  } catch {
    return english;
  }
}
