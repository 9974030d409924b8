import type { ConnectionState } from './connection';

/** The limits of every server of version 1; `hello` has those of the connected one. */
export const DEFAULT_LIMITS: ConnectionState['limits'] = {
  messageCharacters: 5000,
  statusCharacters: 100,
  mentions: 50,
  presenceMembers: 500,
};
