// Every word of threads, in both languages: too few for a part of their own.

const english = {
  title: 'Thread',
  back: 'Back to the conversation',
  list: 'Threads with unread replies',
  in: (name: string) => `Thread in ${name}`,
  reply: 'Reply in thread',
  replies: (count: number) => `${count} ${count === 1 ? 'reply' : 'replies'}`,
  unread: (count: number) => `${count} unread`,
  part: 'Reply in a thread',
  gone: 'The message that this thread began with can’t be shown.',
};

const german: typeof english = {
  title: 'Thread',
  back: 'Zurück zur Unterhaltung',
  list: 'Threads mit ungelesenen Antworten',
  in: (name) => `Thread in ${name}`,
  reply: 'Im Thread antworten',
  replies: (count) => `${count} ${count === 1 ? 'Antwort' : 'Antworten'}`,
  unread: (count) => `${count} ungelesen`,
  part: 'Antwort in einem Thread',
  gone: 'Die Nachricht, mit der dieser Thread begann, kann nicht angezeigt werden.',
};

export type ThreadWords = typeof english;

export function wordsOf(language: string | undefined): ThreadWords {
  return language === 'de' ? german : english;
}
