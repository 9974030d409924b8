// The pane beside the conversation, e.g. its members.

import { mdiArrowLeft, mdiClose } from '@mdi/js';
import { useEffect, useRef } from 'react';

import { useMediaQuery } from '../shared/hooks/useMediaQuery';
import { IconButton } from '../shared/ui/Button';
import type { ChannelView } from '../core/protocol/generated';
import { NARROW } from '../shared/hooks/view/layers';
import type { Pane } from '../shared/hooks/view/state';
import { useView, useViewDispatch } from '../shared/hooks/view/view';
import { useRegistry } from '../shared/registry/registry';
import { Icon } from '../shared/ui/Icon';
import { LazyPart } from '../shared/ui/LazyPart';
import { useTranslation } from '../shared/words/words';
import { useWords } from './words';
import styles from './SidePane.module.css';

interface SidePaneProps {
  /** Not needed by a pane that belongs to none. */
  channel: ChannelView | undefined;
  pane: Pane;
  className: string;
}

export function SidePane({ channel, pane, className }: SidePaneProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const translation = useTranslation();
  const { name, ...payload } = pane;
  const entry = useRegistry().panes[name];
  const title = entry?.title(translation) ?? '';
  const narrow = useMediaQuery(NARROW);
  const heading = useRef<HTMLHeadingElement>(null);
  const held = useView((view) => view.held);
  const called = useView((view) => view.paneTakesFocus);
  // Where it covers everything, or a key has called it, reading goes on in it.
  const takesFocus = (narrow || called) && entry?.focusesItself !== true;
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, name]);
  const close = (): void => dispatch({ type: 'pane_closed' });
  return (
    <aside className={className} data-wide={entry?.wide === true || undefined} aria-label={title}>
      <header className={styles.header}>
        {narrow && (
          <IconButton aria-label={words.back} onClick={held ? () => window.history.back() : close} edge="start">
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
      {entry !== undefined && (
        <LazyPart
          key={entry.anywhere === true ? name : `${name}.${channel?.id}`}
          load={entry.load}
          props={{ ...payload, channel } as never}
          holder={entry.focusesItself === true ? 'field' : 'nothing'}
          onGiveUp={close}
        />
      )}
    </aside>
  );
}
