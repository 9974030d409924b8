// The messages that the user saved for later, the latest saved first; a click leads to one.

import { mdiBookmarkOffOutline } from '@mdi/js';
import { useEffect } from 'react';

import { isChannelEvent } from '../../core/protocol/events';
import type { SavedMessage } from '../../core/protocol/generated';
import { savedMessages, setSaved } from '../../core/session/saved';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useOpenMessage } from '../../shared/hooks/useOpenMessage';
import { usePages } from '../../shared/hooks/usePages';
import { useNotify } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { besideItem, MessageItem } from '../../shared/ui/MessageItem';
import { PaneList } from '../../shared/ui/PaneList';
import { useUndo } from '../../shared/ui/useUndo';
import { relativeTime } from '../../shared/words/times';
import { useWords } from './pane-words';

export function SavedPane() {
  const words = useWords();
  const { items, loading, error, more } = useSaved();
  return (
    <PaneList
      none={words.saved.none}
      hint={words.saved.noneHint}
      loading={loading}
      problem={error && words.errors[error]}
      more={more !== null && <Button onClick={more}>{words.saved.more}</Button>}
    >
      {items.map((item) => (
        <Saved key={item.message.id} item={item} />
      ))}
    </PaneList>
  );
}

/** The list as the server has it, fetched anew when something in it changes. */
function useSaved() {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const pages = usePages('saved', (cursor) => savedMessages(session, cursor));
  const { refresh, items } = pages;
  useEffect(() => {
    if (online) refresh();
  }, [online, refresh]);
  useEffect(
    () =>
      session.listen((event) => {
        const { name } = event;
        const concerns = isChannelEvent(event) && items.some(({ message }) => message.channelId === event.data.channelId);
        if (name === 'saved_updated' || name === 'channel_left' || name === 'channel_joined') refresh();
        else if (concerns && (name === 'message_updated' || name === 'message_deleted')) refresh();
      }),
    [session, items, refresh],
  );
  return pages;
}

function Saved({ item: { message, savedAt } }: { item: SavedMessage }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const offerUndo = useUndo();
  const open = useOpenMessage();
  const now = useNow();
  const remove = async (button: HTMLElement): Promise<void> => {
    const next = besideItem(button);
    try {
      await setSaved(session, message.id, false);
      // One that was deleted can't be saved again.
      if (message.deletedAt === null) offerUndo(words.saved.removed, () => setSaved(session, message.id, true));
      next?.focus();
    } catch (thrown) {
      notify.failure(thrown);
    }
  };
  return (
    <MessageItem message={message} note={words.saved.at(relativeTime(savedAt, now, words))} onOpen={() => open(message)}>
      <IconButton size="small" aria-label={words.saved.remove} title={words.saved.remove} onClick={(event) => void remove(event.currentTarget)}>
        <Icon path={mdiBookmarkOffOutline} size={18} />
      </IconButton>
    </MessageItem>
  );
}
