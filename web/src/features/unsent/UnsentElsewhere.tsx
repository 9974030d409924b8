// The line below the page that offers the texts of conversations that the user does not see.

import { useEffect } from 'react';

import { unsentOf, type UnsentText } from '../../core/session/unsent';
import { isClosedThread } from '../../core/store/closed-thread';
import { postingRight } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';
import styles from './Unsent.module.css';
import { UnsentTexts } from './UnsentTexts';
import { useUnsent } from './useUnsent';

export function UnsentElsewhere() {
  const session = useSession();
  const openId = useView((view) => view.route.channelId);
  const shown = useChat((state) => showsItself(state, openId));
  const gone = useChat(({ channels }) => openId !== null && channels[openId] === undefined);
  const texts = useUnsent().filter(({ channelId, closed }: UnsentText) => !shown || channelId !== openId || (closed && !gone));
  const threadId = useView(({ pane }) => (pane?.name === 'thread' ? pane.threadId : 0));
  const threadClosed = useChat((state) => isClosedThread(state, openId ?? 0, threadId));
  // What was begun in a conversation that one goes away from, or in a thread that takes no reply from now on.
  useEffect(() => unsentOf(session).read(), [session, openId, threadClosed]);
  return (
    <div role="status">
      <UnsentTexts texts={texts} place="elsewhere" className={styles.elsewhere} />
    </div>
  );
}

/** Whether the open conversation shows its texts: in its box to write in, or where it is said that it is gone. */
function showsItself({ channels, permissions }: ChatState, openId: number | null): boolean {
  const channel = openId === null ? undefined : channels[openId];
  return channel === undefined || postingRight(channel, permissions) === 'allowed';
}
