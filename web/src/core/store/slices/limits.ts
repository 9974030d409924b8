import type { ConnectionState } from './connection';

/** What every server of version 1 allows; `hello` says what this one does. */
export const DEFAULT_LIMITS: ConnectionState['limits'] = {
  messageCharacters: 5000,
  statusCharacters: 100,
  mentions: 50,
  presenceMembers: 500,
};
