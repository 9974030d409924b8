// What stands above a conversation's first message, or in place of messages where there are none. Its sentence comes
// with the idle page, in a line that is there before: nothing below it moves.

import { mdiAccountPlusOutline } from '@mdi/js';

import type { ChannelView } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { rightsIn } from '../../shared/hooks/rights';
import type { Dialog } from '../../shared/hooks/view/state';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { useWords } from './words';
import styles from './MessageArea.module.css';

const loadBeginning = whenIdle(async () => (await import('./Beginning')).Beginning);

interface ChannelIntroProps {
  channel: ChannelView;
  /** The conversation's name, without `#`. */
  title: string;
  /** True where no message stands below. */
  empty?: boolean;
}

export function ChannelIntro({ channel, title, empty = false }: ChannelIntroProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const alone = useChat((state) => channel.memberCount <= 1 && rightsIn(channel, state.permissions).invite);
  return (
    <div className={styles.intro}>
      <h2>
        <ChannelMark channel={channel} /> {title}
      </h2>
      <p className={styles.beginning}>
        <LazyPart load={loadBeginning} props={{ channel, title, empty }} quiet />
      </p>
      {channel.description !== '' && <p>{channel.description}</p>}
      {alone && (
        <Button variant="outlined" startIcon={<Icon path={mdiAccountPlusOutline} />} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'add_people', channelId: channel.id } as Dialog })}>
          {words.people.addTitle}
        </Button>
      )}
    </div>
  );
}
