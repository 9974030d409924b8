// Every command of the wire by name: what it takes and what its reply holds.

import type {
  Authenticate,
  ChannelReply,
  DeletedReply,
  EditMessage,
  InChannel,
  LeftReply,
  MarkRead,
  MessageReply,
  OnMessage,
  Presence,
  React,
  ReactionReply,
  ReadReply,
  SendMessage,
  Snapshot,
  UpdatePresence,
} from './generated';

/** Command name → its data and the data of its reply. */
export interface Commands {
  authenticate: { data: Authenticate; reply: Snapshot };
  join_channel: { data: InChannel; reply: ChannelReply };
  leave_channel: { data: InChannel; reply: LeftReply };
  send_message: { data: SendMessage; reply: MessageReply };
  edit_message: { data: EditMessage; reply: MessageReply };
  delete_message: { data: OnMessage; reply: DeletedReply };
  pin_message: { data: OnMessage; reply: MessageReply };
  unpin_message: { data: OnMessage; reply: MessageReply };
  add_reaction: { data: React; reply: ReactionReply };
  remove_reaction: { data: React; reply: ReactionReply };
  mark_read: { data: MarkRead; reply: ReadReply };
  typing_start: { data: InChannel; reply: unknown };
  typing_stop: { data: InChannel; reply: unknown };
  update_presence: { data: UpdatePresence; reply: Presence };
}

export type CommandName = keyof Commands;
export type CommandData<N extends CommandName> = Commands[N]['data'];
export type CommandReply<N extends CommandName> = Commands[N]['reply'];
