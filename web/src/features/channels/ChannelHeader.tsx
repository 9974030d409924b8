// The line above a conversation: its name, its topic, its members, and what can be opened.

import { mdiAccountMultipleOutline, mdiArrowLeft, mdiCogOutline, mdiMagnify } from '@mdi/js';
import IconButton from '@mui/material/IconButton';

import type { ChannelView } from '../../core/protocol/generated';
import { partnersOf, presenceOf } from '../../core/store/selectors';
import { useChat } from '../client/client';
import { ChannelMark } from '../common/ChannelMark';
import { Icon } from '../common/Icon';
import { useView, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';
import styles from './ChannelHeader.module.css';

interface ChannelHeaderProps {
  channel: ChannelView;
  title: string;
  onBack: (() => void) | null;
}

export function ChannelHeader({ channel, title, onBack }: ChannelHeaderProps) {
  const words = useWords();
  const { pane } = useView();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me);
  const [partner] = partnersOf(channel, me);
  const partnerStatus = useChat((state) =>
    partner === undefined ? '' : presenceOf(state, partner).statusMessage || words.presence[presenceOf(state, partner).status],
  );
  const direct = channel.type === 'direct';
  const subtitle = direct && channel.members.length <= 2 ? partnerStatus : channel.description;
  return (
    <header className={styles.header}>
      {onBack !== null && (
        <IconButton aria-label={words.back} onClick={onBack} edge="start">
          <Icon path={mdiArrowLeft} />
        </IconButton>
      )}
      <div className={styles.words}>
        <h1 className={styles.title}>
          <ChannelMark channel={channel} />
          <span>{title}</span>
        </h1>
        {subtitle !== '' && (
          <p className={styles.topic} title={subtitle}>
            {subtitle}
          </p>
        )}
      </div>
      <button
        type="button"
        className={styles.count}
        aria-pressed={pane === 'members'}
        aria-label={`${words.channel.showMembers}: ${channel.memberCount}`}
        title={words.channel.members(channel.memberCount)}
        onClick={() => dispatch({ type: 'pane_toggled', pane: 'members' })}
      >
        <Icon path={mdiAccountMultipleOutline} size={18} />
        {channel.memberCount}
      </button>
      <IconButton
        aria-label={words.search.open}
        title={words.search.open}
        aria-pressed={pane === 'search'}
        onClick={() => dispatch({ type: 'pane_toggled', pane: 'search' })}
      >
        <Icon path={mdiMagnify} />
      </IconButton>
      {!direct && (
        <IconButton
          aria-label={words.channel.settings}
          title={words.channel.settings}
          onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'channel_settings', channelId: channel.id } })}
        >
          <Icon path={mdiCogOutline} />
        </IconButton>
      )}
    </header>
  );
}
