// The page: top bar, conversations on the left, the open one, and a pane beside it. On a phone one
// of them at a time.


import { useMediaQuery } from '../shared/hooks/useMediaQuery';
import { LoadFailed } from '../features/messages/LoadFailed';
import { ConnectionBanner } from '../features/notice/ConnectionBanner';
import { Notices } from '../features/notice/Notices';
import { useShortcuts } from '../features/shortcuts/useShortcuts';
import { useDroppedFiles } from '../features/composer/useDroppedFiles';
import { useLinkedReply } from '../features/threads/useLinkedReply';
import { useVisit } from '../features/channels/useVisit';
import { useRegistry } from '../shared/registry/registry';
import { LazyPart } from '../shared/ui/LazyPart';
import { whenIdle } from '../shared/ui/when-idle';
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
import { Welcome } from './Placeholders';
import { MessageSkeleton } from '../features/messages/MessageSkeleton';
import { usePrintAll } from '../features/messages/usePrintAll';
import { TopBar } from './TopBar';
import styles from './ChatLayout.module.css';

const loadChannelGone = whenIdle(async () => (await import('./ChannelGone')).ChannelGone);
const loadUnseen = async () => (await import('./Unseen')).Unseen;

export function ChatLayout({ storageRefused }: { storageRefused: boolean }) {
  const words = useWords();
  const channelId = useView((view) => view.route.channelId);
  const path = useView((view) => view.route.page);
  const pane = useView((view) => view.pane);
  const dialog = useView((view) => view.dialog);
  const channel = useChat((state) => (channelId === null ? undefined : state.channels[channelId]));
  const { problem, lost, retry } = useOpenChannel(channelId, channel !== undefined);
  useVisit(channel);
  useLinkedReply();
  useDroppedFiles();
  useShortcuts();
  usePrintAll();
  const begun = usePreload();
  const narrow = useMediaQuery(NARROW);
  const { panes, pages } = useRegistry();
  const page = pages[path?.split('/')[0] ?? ''];
  const paned = pane !== null && (channel !== undefined || panes[pane.name]?.anywhere === true);
  const back = useBackToList();
  useFocusBack(paned ? pane.name : null);
  return (
    <div className={`${styles.layout} ${channelId === null && page === undefined ? styles.listOnly : styles.channelOnly}`}>
      <a className={styles.skip} href="#messages">
        {words.skipToMessages}
      </a>
      <TopBar />
      <ConnectionBanner storageRefused={storageRefused} />
      <Notices />
      <div className={styles.columns}>
        <div className={styles.side} inert={paned && narrow}>
          <ChannelSidebar />
        </div>
        <main className={styles.main} inert={paned && narrow}>
          {path !== undefined && page !== undefined ? (
            <LazyPart load={page} props={{ path }} onGiveUp={back} />
          ) : channelId === null ? (
            <Welcome />
          ) : channel !== undefined ? (
            <Conversation channel={channel} onBack={back} />
          ) : problem === null ? (
            <MessageSkeleton />
          ) : isGone(problem) ? (
            <LazyPart load={loadChannelGone} props={{ lost, onBack: back }} onGiveUp={back} />
          ) : (
            <LoadFailed error={problem} onRetry={retry} />
          )}
        </main>
        {paned && <SidePane channel={channel} pane={pane} className={styles.pane ?? ''} />}
      </div>
      {begun && <LazyPart load={loadUnseen} props={{}} quiet />}
      {dialog !== null && <Dialogs dialog={dialog} />}
    </div>
  );
}
