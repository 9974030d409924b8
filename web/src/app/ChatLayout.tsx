// The page: top bar, conversations on the left, the open one, and a pane beside it. On a phone one
// of them at a time.


import { useMediaQuery } from '../shared/hooks/useMediaQuery';
import { LoadFailed } from '../features/messages/LoadFailed';
import { ConnectionBanner } from '../features/notice/ConnectionBanner';
import { Notices } from '../features/notice/Notices';
import { useTabBadge } from '../features/notice/useTabBadge';
import { useShortcuts } from '../features/shortcuts/useShortcuts';
import { useAddedNotice } from '../features/channels/useAddedNotice';
import { useRefusedFiles } from '../features/composer/useRefusedFiles';
import { useVisit } from '../features/channels/useVisit';
import { useActivity } from '../features/presence/useActivity';
import { ChannelSidebar } from '../features/sidebar/ChannelSidebar';
import { useChat } from '../shared/hooks/client';
import { NARROW } from '../shared/hooks/view/layers';
import { useBackToList, useView } from '../shared/hooks/view/view';
import { useWords } from './words';
import { useFocusBack } from './useFocusBack';
import { usePreload } from './usePreload';
import { Conversation } from './Conversation';
import { Dialogs } from './Dialogs';
import { SidePane } from './SidePane';
import { isGone, useOpenChannel } from './useOpenChannel';
import { ChannelGone, Welcome } from './Placeholders';
import { MessageSkeleton } from '../features/messages/MessageSkeleton';
import { TopBar } from './TopBar';
import styles from './ChatLayout.module.css';

export function ChatLayout({ storageRefused }: { storageRefused: boolean }) {
  const words = useWords();
  const channelId = useView((view) => view.route.channelId);
  const pane = useView((view) => view.pane);
  const dialog = useView((view) => view.dialog);
  const channel = useChat((state) => (channelId === null ? undefined : state.channels[channelId]));
  const { problem, lost, retry } = useOpenChannel(channelId, channel !== undefined);
  useVisit(channel);
  useAddedNotice();
  useRefusedFiles();
  useActivity();
  useTabBadge();
  useShortcuts();
  usePreload();
  const narrow = useMediaQuery(NARROW);
  const paned = pane !== null && channel !== undefined;
  const back = useBackToList();
  useFocusBack(paned);
  return (
    <div className={`${styles.layout} ${channelId === null ? styles.listOnly : styles.channelOnly}`}>
      <a className={styles.skip} href="#messages">
        {words.skipToMessages}
      </a>
      <TopBar />
      <ConnectionBanner storageRefused={storageRefused} />
      <Notices />
      <div className={styles.columns}>
        <div className={styles.side}>
          <ChannelSidebar />
        </div>
        <main className={styles.main} inert={paned && narrow}>
          {channelId === null ? (
            <Welcome />
          ) : channel !== undefined ? (
            <Conversation channel={channel} onBack={back} />
          ) : problem === null ? (
            <MessageSkeleton />
          ) : isGone(problem) ? (
            <ChannelGone lost={lost} onBack={back} />
          ) : (
            <LoadFailed error={problem} onRetry={retry} />
          )}
        </main>
        {paned && <SidePane channel={channel} pane={pane} className={styles.pane ?? ''} />}
      </div>
      {dialog !== null && <Dialogs dialog={dialog} />}
    </div>
  );
}
