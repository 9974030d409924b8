// Every command of the wire: what it takes and what its reply holds.

import type { ChannelView, Message, MessageKind, Person, Presence, PresenceStatus } from './model';

/** Which positions a returning client has seen, so that it is sent only what it missed. */
export interface ResumePoint {
  channels: Record<string, number>;
  user: number;
}

/** What a login answers: everything that a sidebar shows. */
export interface Snapshot {
  user: Person & { permissions?: string[] };
  permissions: string[];
  userSeq: number;
  serverTime: number;
  sessionId: string;
  channels: ChannelView[];
  presence: Record<string, Presence>;
  /** True when the missed events follow; false when everything older must be fetched anew. */
  resumed: boolean;
}

/** Where the user stands in a channel after a `mark_read`. */
export interface ReadState {
  channelId: number;
  lastReadSeq: number;
  unreadCount: number;
  mentionCount: number;
}

interface NoData {
  [key: string]: never;
}

/** Command name → its data and the data of its reply. */
export interface Commands {
  authenticate: { data: { token: string; resume?: ResumePoint }; reply: Snapshot };
  join_channel: { data: { channelId: number }; reply: { channel: ChannelView } };
  leave_channel: { data: { channelId: number }; reply: { channelId: number } };
  send_message: {
    data: {
      channelId: number;
      clientId: string;
      message: string;
      type?: MessageKind;
      replyToId?: number;
      ticketReference?: string;
    };
    reply: { message: Message };
  };
  edit_message: { data: { messageId: number; message: string }; reply: { message: Message } };
  delete_message: {
    data: { messageId: number };
    reply: { messageId: number; channelId: number; seq: number };
  };
  add_reaction: {
    data: { messageId: number; emoji: string };
    reply: { messageId: number; emoji: string };
  };
  remove_reaction: {
    data: { messageId: number; emoji: string };
    reply: { messageId: number; emoji: string };
  };
  mark_read: { data: { channelId: number; seq: number; unread?: boolean }; reply: ReadState };
  typing_start: { data: { channelId: number }; reply: NoData };
  typing_stop: { data: { channelId: number }; reply: NoData };
  update_presence: {
    data: { status: PresenceStatus; statusMessage?: string };
    reply: Presence;
  };
}

export type CommandName = keyof Commands;
export type CommandData<N extends CommandName> = Commands[N]['data'];
export type CommandReply<N extends CommandName> = Commands[N]['reply'];
