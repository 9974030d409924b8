// What stands above a conversation's first message, or in place of messages where there are none.

import { mdiAccountPlusOutline } from '@mdi/js';

import type { ChannelView } from '../../core/protocol/generated';
import { isNotes, nameOf, partnersOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { rightsIn } from '../../shared/hooks/rights';
import type { Dialog } from '../../shared/hooks/view/state';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import type { Words } from '../../shared/words/english';
import { listed } from './said';
import { useWords, type IntroWords } from './intro-words';
import styles from './MessageArea.module.css';

interface ChannelIntroProps {
  channel: ChannelView;
  /** The conversation's name, without `#`. */
  title: string;
  /** True where no message stands below. */
  empty?: boolean;
}

export function ChannelIntro({ channel, title, empty = false }: ChannelIntroProps) {
  const words = useWords();
  const partners = useChat((state) => listed(partnersOf(channel, state.me).map((username) => nameOf(state.people, username)), words));
  const hidden = useChat((state) => hidesThePast(channel, state.permissions));
  const dispatch = useViewDispatch();
  const alone = useChat((state) => channel.memberCount <= 1 && rightsIn(channel, state.permissions).invite);
  return (
    <div className={styles.intro}>
      <h2>
        <ChannelMark channel={channel} /> {title}
      </h2>
      <p>{beginning(channel, hidden, channel.group ? partners : title, words)}</p>
      {channel.description !== '' && <p>{channel.description}</p>}
      {alone && (
        <Button variant="outlined" startIcon={<Icon path={mdiAccountPlusOutline} />} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'add_people', channelId: channel.id } as Dialog })}>
          {words.people.addTitle}
        </Button>
      )}
      {empty && channel.active && !hidden && <p className={styles.none}>{words.intro.noMessages}</p>}
    </div>
  );
}

function beginning(channel: ChannelView, hidden: boolean, title: string, { intro: words }: Words & IntroWords): string {
  if (isNotes(channel)) return words.startNotes;
  if (hidden) return channel.role === null && channel.history !== 'all' ? words.startJoining : words.startHidden;
  if (channel.type === 'direct') return words.startDirect(title);
  return channel.ticket === undefined ? words.start(title) : words.startTicket(title);
}

/** True for someone who joined later or previews it, until the settings show them the past. */
function hidesThePast({ role, seq, historyAfter, history, hiddenUntil }: ChannelView, permissions: readonly string[]): boolean {
  const limited = role === null ? seq > 0 && !permissions.includes('chat.access_private') : historyAfter !== undefined;
  return limited && (history !== 'all' || hiddenUntil !== undefined);
}
