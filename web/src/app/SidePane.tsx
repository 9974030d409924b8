// The pane on the right: members, or search.

import { mdiArrowLeft, mdiClose } from '@mdi/js';
import IconButton from '@mui/material/IconButton';
import useMediaQuery from '@mui/material/useMediaQuery';

import { useEffect, useRef } from 'react';

import type { ChannelView } from '../core/protocol/generated';
import { MembersPane } from '../features/channels/MembersPane';
import { Icon } from '../features/common/Icon';
import { SearchPane } from '../features/search/SearchPane';
import { NARROW } from '../features/view/layers';
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
  const narrow = useMediaQuery(NARROW);
  const heading = useRef<HTMLHeadingElement>(null);
  // Where it covers everything, reading goes on in it. The search has a field of its own for that.
  const takesFocus = narrow && pane === 'members';
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const close = (): void => dispatch({ type: 'pane_closed' });
  return (
    <aside className={className} aria-label={title}>
      <header className={styles.header}>
        {narrow && (
          <IconButton aria-label={words.back} onClick={close} edge="start">
            <Icon path={mdiArrowLeft} />
          </IconButton>
        )}
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {!narrow && (
          <IconButton aria-label={words.close} onClick={close}>
            <Icon path={mdiClose} />
          </IconButton>
        )}
      </header>
      {pane === 'members' ? <MembersPane key={channel.id} channel={channel} /> : <SearchPane key={channel.id} channel={channel} />}
    </aside>
  );
}
