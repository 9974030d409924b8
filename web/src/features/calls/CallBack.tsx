// The button behind a line about a past call: it joins the call that is running there now, or calls again. Behind that of
// a missed call it is for those who missed it and for the caller. It asks first, as the buttons in the header do.

import { useSyncExternalStore } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import styles from './CallBack.module.css';
import { useWords } from './call-words';
import { callHere, mayCall, watchCallHere } from './wanted';

export function CallBack({ message }: { message: Message }) {
  const channel = useChat((state) => state.channels[message.channelId]);
  const permissions = useChat((state) => state.permissions);
  if (channel === undefined || !mayCall(channel, permissions)) return null;
  return <Way channel={channel} message={message} video={permissions.includes('call.video')} />;
}

function Way({ channel, message, video }: { channel: ChannelView; message: Message; video: boolean }) {
  const { calls } = useWords();
  const session = useSession();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username);
  const inIt = useSyncExternalStore(watchCallHere, () => callHere(session) === channel.id);
  if (inIt) return null;
  const { event, userIds = [], call: past } = message.system ?? {};
  const missed = event === 'missed_call';
  const missedIt = missed && me !== undefined && userIds.includes(me);
  if (missed && !missedIt && message.userId !== me) return null;
  // The line of a call comes a moment before the conversation knows that it is over. Others may be in one that was missed.
  const isOver = channel.call?.sessionId === past?.sessionId && (!missed || channel.type === 'direct');
  const running = isOver ? undefined : channel.call;
  const label = running !== undefined ? calls.again.join : missedIt || (channel.type === 'direct' && message.userId !== me) ? calls.again.back : calls.again.call;
  const before = video && past?.callType === 'video' ? 'video' : 'audio';
  return (
    <button
      type="button"
      className={styles.again}
      onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'call', channelId: channel.id, callType: running?.callType ?? before } })}
    >
      {label}
    </button>
  );
}
