// The pictures of a conversation, one after the other, from the one that was opened; more of them are fetched where the
// loaded messages end. Where the message is not among the loaded ones, only its own pictures.

import { useState } from 'react';

import type { FileInfo, Message } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { isShownPicture } from './kinds';
import { useLatestFiles } from './useLatestFiles';

/** A picture where it was sent. */
export interface Placed {
  file: FileInfo;
  messageId: number | undefined;
  /** Who sent it and when; `null` where that is not known here. */
  sent: Pick<Message, 'userId' | 'createdAt'> | null;
  /** Whoever looks has sent it. */
  mine: boolean;
}

/** So many pages of messages are looked through for the next picture at a time. */
const MOST_PAGES = 10;

export interface Opened {
  files: readonly FileInfo[];
  index: number;
  messageId: number | undefined;
  mine: boolean;
}

export function usePicturesAround({ files, index, messageId, mine }: Opened) {
  const session = useSession();
  const me = useChat((state) => state.me?.username);
  const [key] = useState(() => conversationOf(session.store.state.timelines, messageId));
  const timeline = useChat((state) => (key === null ? undefined : state.timelines[key]));
  const own = useLatestFiles(files, messageId).filter((file) => isShownPicture(file, mine));
  const [at, setAt] = useState<Placed | undefined>(() => files[index] && { file: files[index], messageId, sent: null, mine });
  const [searching, setSearching] = useState(false);

  const inConversation = timeline === undefined ? [] : picturesIn(timeline.messages, me);
  const is = (one: Placed): boolean => one.messageId === at?.messageId && one.file.id === at?.file.id;
  // A message that shows only some of its files, e.g. a forwarded one, is shown as it was opened.
  const alone = !inConversation.some(is) && at?.messageId === messageId;
  const pictures = alone ? own.map((file): Placed => ({ file, messageId, sent: null, mine })) : inConversation;
  const position = pictures.findIndex(is);
  // Its message may be gone from the loaded ones meanwhile.
  const current = pictures[position] ?? at;
  // How many there are is known once there is nothing more to fetch.
  const complete = alone || (timeline !== undefined && !timeline.hasBefore && !timeline.hasAfter);

  async function step(by: 1 | -1): Promise<void> {
    const next = pictures[position + by];
    if (next !== undefined) return go(next);
    if (alone || key === null || searching) return undefined;
    setSearching(true);
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const state = session.store.state.timelines[key];
      if (state === undefined || !(by === 1 ? state.hasAfter : state.hasBefore)) break;
      // Each page begins where the one before ends.
      // oxlint-disable-next-line no-await-in-loop
      await session.timelines.more(key, by === 1 ? 'after' : 'before');
      const all = picturesIn(session.store.state.timelines[key]?.messages ?? [], me);
      const found = all[all.findIndex(is) + by];
      if (found !== undefined) {
        go(found);
        break;
      }
      if (session.store.state.timelines[key]?.error != null) break;
    }
    setSearching(false);
    return undefined;
  }

  function go(one: Placed | undefined): void {
    if (one !== undefined) setAt(one);
  }

  return {
    current,
    /** Its place among all that are walked through; `null` while it is not known how many those are. */
    place: complete ? ([position + 1, pictures.length] as const) : null,
    hasPrevious: position > 0 || (!alone && timeline?.hasBefore === true),
    hasNext: position < pictures.length - 1 || (!alone && timeline?.hasAfter === true),
    searching,
    step: (by: 1 | -1): void => void step(by),
    first: (): void => go(pictures[0]),
    last: (): void => go(pictures.at(-1)),
  };
}

function picturesIn(messages: readonly Message[], me: string | undefined): Placed[] {
  return messages.flatMap((message) => {
    const { id, userId, createdAt, deletedAt, files = [], forwardedFrom } = message;
    if (deletedAt !== null) return [];
    const mine = userId === me && forwardedFrom === undefined;
    return files.filter((file) => isShownPicture(file, mine)).map((file) => ({ file, messageId: id, sent: { userId, createdAt }, mine }));
  });
}

function conversationOf(timelines: Readonly<Record<string, { messages: readonly Message[] }>>, messageId: number | undefined): ConversationKey | null {
  const found = Object.entries(timelines).find(([, { messages }]) => messages.some(({ id }) => id === messageId));
  return (found?.[0] ?? null) as ConversationKey | null;
}
