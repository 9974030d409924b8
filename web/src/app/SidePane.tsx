// The pane on the right: members, or search.

import { mdiClose } from '@mdi/js';
import IconButton from '@mui/material/IconButton';

import type { ChannelView } from '../core/protocol/generated';
import { MembersPane } from '../features/channels/MembersPane';
import { Icon } from '../features/common/Icon';
import { SearchPane } from '../features/search/SearchPane';
import type { Pane } from '../features/view/state';
import { useViewDispatch } from '../features/view/view';
import { useWords } from '../features/words/words';
import styles from './SidePane.module.css';

interface SidePaneProps {
  channel: ChannelView;
  pane: Pane;
  className: string;
}

export default function SidePane({ channel, pane, className }: SidePaneProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const title = pane === 'members' ? words.members.title : words.search.title;
  return (
    <aside className={className} aria-label={title}>
      <header className={styles.header}>
        <h2>{title}</h2>
        <IconButton aria-label={words.close} onClick={() => dispatch({ type: 'pane_closed' })}>
          <Icon path={mdiClose} />
        </IconButton>
      </header>
      {pane === 'members' ? <MembersPane key={channel.id} channel={channel} /> : <SearchPane key={channel.id} channel={channel} />}
    </aside>
  );
}
