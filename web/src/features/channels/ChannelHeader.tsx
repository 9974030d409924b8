// The line above a conversation: its name, its topic, its members, and what can be opened.

import { mdiAccountMultipleOutline, mdiArrowLeft, mdiCogOutline, mdiDotsVertical } from '@mdi/js';

import { IconButton } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import { isPresenceUnknown, partnersOf, presenceOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Name } from '../../shared/ui/Name';
import { Icon } from '../../shared/ui/Icon';
import { usePersonCard } from '../../shared/hooks/usePersonCard';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import type { Pane } from '../../shared/hooks/view/state';
import { useConversationMenu } from '../../shared/hooks/useConversationMenu';
import { useRegistry } from '../../shared/registry/registry';
import { useTranslation } from '../../shared/words/words';
import { useWords } from './words';
import styles from './ChannelHeader.module.css';

interface ChannelHeaderProps {
  channel: ChannelView;
  title: string;
  onBack: (() => void) | null;
}

export function ChannelHeader({ channel, title, onBack }: ChannelHeaderProps) {
  const words = useWords();
  const translation = useTranslation();
  const { panes, views } = useRegistry();
  const pane = useView((view) => view.pane);
  const dispatch = useViewDispatch();
  const openMenu = useConversationMenu();
  const me = useChat((state) => state.me);
  const [partner] = partnersOf(channel, me);
  const partnerStatus = useChat((state) => {
    if (partner === undefined || isPresenceUnknown(state, partner)) return '';
    const { statusMessage, status } = presenceOf(state, partner);
    return state.people[partner]?.active === false ? words.presence.deactivated : statusMessage || words.presence[status];
  });
  const openCard = usePersonCard();
  const direct = channel.type === 'direct';
  const two = direct && !channel.group;
  const subtitle = two ? partnerStatus : channel.description;
  /** Who is behind the title, or what the channel is. */
  function openDetails(button: Element): void {
    if (two && partner !== undefined) openCard(partner, button);
    else if (direct) dispatch({ type: 'pane_toggled', pane: { name: 'members' } });
    else dispatch({ type: 'dialog_opened', dialog: { name: 'channel_settings', channelId: channel.id } });
  }

  return (
    <header className={styles.header}>
      {onBack !== null && (
        <IconButton aria-label={words.back} onClick={onBack} edge="start">
          <Icon path={mdiArrowLeft} />
        </IconButton>
      )}
      <div className={styles.words}>
        <h1 className={styles.title}>
          <button type="button" aria-haspopup={direct && !two ? undefined : 'dialog'} {...(direct && !two && { 'data-opens-pane': true, 'aria-pressed': pane?.name === 'members' })} onClick={(event) => openDetails(event.currentTarget)}>
            <ChannelMark channel={channel} />
            <span>
              <Name of={channel.members}>{title}</Name>
            </span>
          </button>
        </h1>
        {subtitle !== '' && (
          <p className={styles.topic} title={subtitle}>
            {subtitle}
          </p>
        )}
      </div>
      {views.CallInitiator !== undefined && <views.CallInitiator channel={channel} />}
      <button
        type="button"
        className={styles.count}
        data-opens-pane
        aria-pressed={pane?.name === 'members'}
        aria-label={`${words.channel.showMembers}: ${channel.memberCount}`}
        title={words.channel.members(channel.memberCount)}
        onClick={() => dispatch({ type: 'pane_toggled', pane: { name: 'members' } })}
      >
        <Icon path={mdiAccountMultipleOutline} size={18} />
        {channel.memberCount}
      </button>
      {Object.entries(panes).map(
        ([name, { button }]) =>
          button !== undefined && (
            <IconButton
              key={name}
              className={button.inMenu && styles.settings}
              aria-label={button.label(translation)}
              title={button.label(translation)}
              data-opens-pane
              aria-pressed={pane?.name === name}
              onClick={() => dispatch(pane?.name === name ? { type: 'pane_closed' } : { type: 'pane_opened', pane: { name } as Pane })}
            >
              <Icon path={button.icon} />
            </IconButton>
          ),
      )}
      {!direct && (
        <IconButton
          className={styles.settings}
          aria-label={words.channel.settings}
          title={words.channel.settings}
          onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'channel_settings', channelId: channel.id } })}
        >
          <Icon path={mdiCogOutline} />
        </IconButton>
      )}
      {channel.role !== null && (
        <IconButton
          aria-label={words.menu.label}
          title={words.menu.label}
          aria-haspopup="menu"
          onClick={(event) => openMenu(channel.id, event.currentTarget)}
        >
          <Icon path={mdiDotsVertical} />
        </IconButton>
      )}
    </header>
  );
}
