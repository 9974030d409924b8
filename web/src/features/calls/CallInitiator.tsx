// The buttons in a conversation's header that start a call, or join the one that is running.

import { mdiPhoneOutline, mdiVideoOutline } from '@mdi/js';
import { useSyncExternalStore } from 'react';

import type { CallType, ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './CallInitiator.module.css';
import { callHere, mayCall, watchCallHere } from './wanted';
import { useWords } from './words';

export function CallInitiator({ channel }: { channel: ChannelView }) {
  const { calls } = useWords();
  const session = useSession();
  const dispatch = useViewDispatch();
  const permissions = useChat((state) => state.permissions);
  const { call } = channel;
  const inIt = useSyncExternalStore(watchCallHere, () => callHere(session) === channel.id);
  if (!mayCall(channel, permissions)) return null;
  const open = (callType: CallType): void => dispatch({ type: 'dialog_opened', dialog: { name: 'call', channelId: channel.id, callType } });
  if (inIt) return null;
  if (call !== undefined) {
    return (
      <Button variant="contained" size="small" className={styles.join} startIcon={<Icon path={mdiPhoneOutline} size={18} />} onClick={() => open(call.callType)}>
        {calls.joinWith(call.participants.length)}
      </Button>
    );
  }
  return (
    <>
      <IconButton aria-label={calls.audio} title={calls.audio} onClick={() => open('audio')}>
        <Icon path={mdiPhoneOutline} />
      </IconButton>
      {permissions.includes('call.video') && (
        <IconButton className={styles.roomy} aria-label={calls.video} title={calls.video} onClick={() => open('video')}>
          <Icon path={mdiVideoOutline} />
        </IconButton>
      )}
    </>
  );
}
