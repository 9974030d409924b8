// What the package offers; everything else is its own business.

export { ChatBot, type BotOptions } from './bot';
export { parseBlocks } from '../../../src/core/formatting/blocks';
export { plainText } from '../../../src/core/formatting/plain';
export type { Block, Inline } from '../../../src/core/formatting/tree';
export { IndexedDbStorage, MemoryStorage, type OutboxStorage } from '../../../src/core/outbox/storage';
export { ChatError, type ErrorCode } from '../../../src/core/protocol/errors';
export type { Events, ServerEvent } from '../../../src/core/protocol/events';
export type {
  Channel,
  ChannelView,
  Member,
  Message,
  Person,
  Presence,
  Reaction,
} from '../../../src/core/protocol/generated';
export { RestClient } from '../../../src/core/rest/client';
export { ChatSession, type SessionOptions } from '../../../src/core/session/session';
export { channelKey, type ConversationKey } from '../../../src/core/store/conversation';
export type { ChatState } from '../../../src/core/store/state';
