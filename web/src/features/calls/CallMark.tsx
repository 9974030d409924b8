// Shows in the sidebar that a call is running in a conversation.

import { mdiPhoneOutline } from '@mdi/js';

import type { ChannelView } from '../../core/protocol/generated';
import { Icon } from '../../shared/ui/Icon';
import styles from './CallInitiator.module.css';
import { useWords } from './words';

export function CallMark({ channel }: { channel: ChannelView }) {
  const { calls } = useWords();
  if (channel.call === undefined) return null;
  return (
    <span className={styles.mark} title={calls.running}>
      <Icon path={mdiPhoneOutline} size={16} />
      <span className="visually-hidden">{calls.running}</span>
    </span>
  );
}
