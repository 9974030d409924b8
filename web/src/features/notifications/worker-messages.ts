// What page and service worker say to each other.

import type { Notification } from '../../core/protocol/generated';

/** Where a notification leads. */
export type Spot = Pick<Notification, 'channelId' | 'messageId' | 'messageSeq' | 'threadId' | 'ticket'> & Partial<Pick<Notification, 'kind'>>;

/** What a notification outside the page carries. */
export interface Carried {
  /** `null` for one that stands for several: it leads to the notification centre. */
  spot: Spot | null;
  /** The address of that, for a window of its own. */
  address: string;
}

/** To the page: open a place, or send a reply to what is there. */
export type ToPage = { orvaleChat: 'open'; spot: Spot | null } | { orvaleChat: 'reply'; spot: Spot; text: string };

/** To the worker: the page can take what was meant for it. */
export const READY = 'orvale-chat-ready';
