// Ctrl/Cmd K: every channel, person and recent conversation, a few keys away.

import { mdiAccountOutline, mdiMagnify } from '@mdi/js';
import { useState } from 'react';

import { ChannelMark } from '../../shared/ui/ChannelMark';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { useCombobox } from '../../shared/hooks/useCombobox';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { useTargets, type Target } from '../../shared/hooks/useTargets';
import { searchFor } from '../../shared/hooks/view/search';
import { useNavigate, useViewDispatch } from '../../shared/hooks/view/view';
import { capped } from '../../shared/words/capped';
import type { Words } from '../../shared/words/english';
import type { SwitcherWords } from './words';
import { useWords } from './words';
import styles from './Switcher.module.css';

const MOST_SHOWN = 12;
/** The last option: the same words, looked for in messages. */
const MESSAGES = 'messages';

export function Switcher() {
  const words = useWords();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const talkTo = useTalkTo();
  const [query, setQuery] = useState('');
  const targets = useTargets(query, MOST_SHOWN);
  const typed = query.trim();
  const keys = [...targets.map(({ key }) => key), ...(typed === '' ? [] : [MESSAGES])];
  const combobox = useCombobox({ keys, first: 0, onPick: (index) => open(targets[index]) });

  function open(target: Target | undefined): void {
    if (target?.kind === 'channel') navigate({ channelId: target.channel.id, seq: null });
    else if (target !== undefined) talkTo([target.person.username]);
    else {
      dispatch({ type: 'dialog_closed' });
      dispatch(searchFor(typed));
    }
  }

  return (
    <DialogFrame title={words.switcher.title} width={560}>
      <input
        className={frame.field}
        {...combobox.field}
        aria-label={words.switcher.placeholder}
        placeholder={words.switcher.placeholder}
        // A dialog with one field is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          combobox.move(null);
        }}
      />
      <div className={frame.results}>
        {targets.length === 0 && <p className={frame.none}>{words.switcher.none}</p>}
        <div {...combobox.list} aria-label={words.switcher.title}>
          {targets.map((target, index) => (
            <div
              key={target.key}
              {...combobox.option(index)}
              aria-selected={index === combobox.active}
              className={styles.option}
              onMouseMove={() => combobox.move(index)}
            >
              {target.kind === 'channel' ? <ChannelMark channel={target.channel} /> : <Icon path={mdiAccountOutline} />}
              <span className={styles.title}>{target.title}</span>
              <small>{detailOf(target, words)}</small>
            </div>
          ))}
          {typed !== '' && (
            <div
              {...combobox.option(targets.length)}
              aria-selected={combobox.active === targets.length}
              className={styles.option}
              onMouseMove={() => combobox.move(targets.length)}
            >
              <Icon path={mdiMagnify} />
              <span className={styles.title}>{words.switcher.inMessages(typed)}</span>
            </div>
          )}
        </div>
      </div>
      <p className={`${frame.hint} ${styles.keys}`}>{words.switcher.hint}</p>
    </DialogFrame>
  );
}

function detailOf(target: Target, words: Words & SwitcherWords): string {
  if (target.kind === 'person') return `@${target.person.username}`;
  const { active, unreadCount } = target.channel;
  if (!active) return words.switcher.archived;
  return unreadCount > 0 ? words.channel.unread(capped(unreadCount)) : '';
}
