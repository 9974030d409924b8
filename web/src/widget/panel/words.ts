// Every word of the open widget, in English. German is fetched where the page is in German.

import type { PresenceStatus } from '../../core/protocol/generated';

const presence: Record<PresenceStatus, string> = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' };

/** The user's own kind of a language, for dates and numbers: British where the words are English. */
export function localeOf(language: string): string {
  return navigator.languages.find((own) => own.startsWith(language)) ?? language;
}

export const english = {
  locale: localeOf('en'),
  presence,
  title: 'Chat',
  expand: 'Open the chat page',
  fold: 'Minimise chat',
  back: 'Back to conversations',
  recent: 'Recent conversations',
  all: 'All conversations',
  none: 'No conversations yet.',
  browse: 'Find a channel or a person',
  unread: (count: string) => `${count} unread`,
  you: 'You',
  to: 'To',
  quick: 'Quick message…',
  send: 'Send',
  sent: (name: string) => `Sent to ${name}`,
  retry: 'Try again',
  tooLong: (count: number) => `${count} characters too many`,
  loading: 'Loading…',
  deleted: 'This message was deleted.',
  now: 'now',
  members: (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`,
  offline: 'No connection. What you write is sent when it is back.',
  connecting: 'Connecting…',
  connectNow: 'Connect now',
  signedOut: 'You’re not logged in',
  signedOutHint: 'Log in to Orvale to see your conversations. Your drafts are kept.',
  revoked: 'Your access was ended',
  revokedHint: 'An administrator or you, on another device, ended this login.',
  login: 'Log in',
  storageRefused: 'This browser stores nothing: unsent messages are lost when you leave the page.',
};

export type Words = typeof english;

/** The words of a language; English while German is on its way, or where it cannot be fetched. */
export async function wordsOf(language: string): Promise<Words> {
  if (language !== 'de') return english;
  try {
    return (await import('./german')).german;
  } catch {
    return english;
  }
}
