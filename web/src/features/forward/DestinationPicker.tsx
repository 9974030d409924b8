// One conversation or person to forward to: found by typing, then shown in the field's place.

import { mdiAccountOutline, mdiClose } from '@mdi/js';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';

import { isComposing } from '../../core/keyboard/composing';
import { useChat, useSession } from '../../shared/hooks/client';
import { useCombobox } from '../../shared/hooks/useCombobox';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { destinationsFor, type Target } from './destinations';
import { useWords } from './dialog-words';
import styles from './ForwardDialog.module.css';

interface DestinationPickerProps {
  /** The conversation that the message is in. */
  here: number;
  chosen: Target | null;
  onChoose(target: Target | null): void;
}

const ASK_AFTER_MS = 150;

export function DestinationPicker({ here, chosen, onChoose }: DestinationPickerProps) {
  const words = useWords();
  if (chosen === null) return <Finder here={here} onChoose={onChoose} />;
  return (
    <button type="button" className={styles.chosen} aria-label={words.forward.change(chosen.title)} onClick={() => onChoose(null)}>
      <Mark target={chosen} />
      <span className={styles.title}>{chosen.title}</span>
      <Icon path={mdiClose} size={16} />
    </button>
  );
}

function Finder({ here, onChoose }: Omit<DestinationPickerProps, 'chosen'>) {
  const words = useWords();
  const session = useSession();
  const [query, setQuery] = useState('');
  const channels = useChat((state) => state.channels);
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const targets = useMemo(() => destinationsFor({ channels, people, me, permissions }, query, here, words.notes), [channels, people, me, permissions, query, here, words]);
  const combobox = useCombobox({ keys: targets.map(({ key }) => key), first: 0, onPick: (index) => onChoose(targets[index] ?? null) });
  useEffect(() => {
    if (query.trim() === '') return undefined;
    const timer = setTimeout(() => void session.findPeople(query.trim()), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session, query]);

  function ask(next: string): void {
    setQuery(next);
    combobox.move(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Escape' && query !== '') {
      // First what was typed goes, then the dialog.
      event.stopPropagation();
      ask('');
    } else combobox.field.onKeyDown(event);
  }

  return (
    <>
      <input
        className={frame.field}
        {...combobox.field}
        aria-label={words.forward.to}
        placeholder={words.forward.placeholder}
        // It is what the dialog asks for first.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={query}
        onChange={(event) => ask(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.found}>
        {targets.length === 0 && <p className={frame.none}>{words.forward.none}</p>}
        <div {...combobox.list} aria-label={words.forward.to}>
          {targets.map((target, index) => (
            <div key={target.key} {...combobox.option(index)} aria-selected={index === combobox.active} className={styles.option} onMouseMove={() => combobox.move(index)}>
              <Mark target={target} />
              <span className={styles.title}>{target.title}</span>
              {target.kind === 'person' && <small>@{target.person.username}</small>}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function Mark({ target }: { target: Target }) {
  return target.kind === 'channel' ? <ChannelMark channel={target.channel} /> : <Icon path={mdiAccountOutline} size={17} />;
}
