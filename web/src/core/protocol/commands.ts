// Every command of the wire by name: what it takes and what its reply holds.

import type { Commands } from './generated';

export type CommandName = keyof Commands;
export type CommandData<N extends CommandName> = Commands[N]['data'];
export type CommandReply<N extends CommandName> = Commands[N]['reply'];
