// What a conversation is made of, as the wire and REST speak of it.

export type ChannelKind = 'public' | 'private' | 'direct';
export type ChannelRole = 'member' | 'admin' | 'owner';
export type MessageKind = 'text' | 'file' | 'image' | 'ticket_link' | 'system';
export type PresenceStatus = 'online' | 'away' | 'busy' | 'offline';

export interface Channel {
  id: number;
  name: string;
  description: string;
  type: ChannelKind;
  createdBy: string;
  teamId: string | null;
  active: boolean;
  readOnly: boolean;
  memberCount: number;
  members: string[];
  seq: number;
  lastMessageAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export type ChannelView = Channel & {
  role: ChannelRole | null;
  canPost: boolean;
  lastReadSeq: number;
  unreadCount: number;
  mentionCount: number;
  lastMessage?: Message | null;
};

export interface Member {
  userId: string;
  displayName: string;
  role: ChannelRole;
  canPost: boolean;
  joinedAt: number;
}

export interface Reaction {
  emoji: string;
  users: string[];
}

export interface FileInfo {
  id: string;
  name: string;
  size: number;
  mimeType: string;
}

export interface Message {
  id: number;
  channelId: number;
  seq: number;
  userId: string;
  text: string;
  type: MessageKind;
  clientId: string | null;
  replyToId: number | null;
  ticketReference: string | null;
  file: FileInfo | null;
  editedAt: number | null;
  deletedAt: number | null;
  createdAt: number;
  reactions: Reaction[];
}

export interface Presence {
  status: PresenceStatus;
  statusMessage: string;
  lastActive: number;
}

export interface Person {
  username: string;
  displayName: string;
  role: string;
  teamId: string | null;
  active: boolean;
}
