// The emoji picker in a popover, with what the user picks most below it, which is there before the rest. Loaded when it is first opened.

import Popover from '@mui/material/Popover';
import { Picker } from 'emoji-picker-element';
import type { PickerConstructorOptions } from 'emoji-picker-element/shared';
import { useCallback, useEffect, useRef, useState } from 'react';

import { usePreferences } from '../hooks/preferences';
import { useDark } from '../hooks/scheme';
import { emojiSources, firstEmoji, usedEmoji, usual } from '../hooks/emoji';
import { frequentEmoji, noteFrequent } from '../hooks/frequent-emoji';
import { useLayer } from '../hooks/view/useLayer';
import { RankedEmoji } from '../hooks/ranked-emoji';
import { isComposing } from '../../core/keyboard/composing';
import { Themed } from './Themed';
import styles from './EmojiPicker.module.css';
import { useWords } from './words';

/** Shorter words are not searched for. */
const SHORTEST_SEARCH = 2;

interface EmojiPickerProps {
  anchor: HTMLElement;
  onPick(emoji: string): void;
  onClose(): void;
}

export default function EmojiPicker({ anchor, onPick, onClose }: EmojiPickerProps) {
  const close = useLayer(onClose);
  const { language } = usePreferences();
  const dark = useDark();
  const picked = useRef(onPick);
  useEffect(() => {
    picked.current = onPick;
  });
  // The picker itself counts only what is clicked in it.
  const pickCounted = useCallback((emoji: string) => {
    usedEmoji(emoji, language);
    picked.current(emoji);
  }, [language]);

  const [host, setHost] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (host === null) return undefined;
    const source = { dataSource: emojiSources[language], locale: language };
    // Its types leave out that it takes a database.
    const database = new RankedEmoji(source);
    const options: PickerConstructorOptions & { database: RankedEmoji } = { ...source, database };
    const picker = new Picker(options);
    hideFavourites(picker);
    // For the next time: what is seen must not move.
    database.favouritesToned().then(noteFrequent, () => undefined);
    picker.classList.add(dark ? 'dark' : 'light');
    const pick = (event: Event): void => {
      const { unicode } = (event as CustomEvent<{ unicode?: string }>).detail;
      if (unicode !== undefined) picked.current(usual(unicode));
    };
    // The first Enter would only highlight what stands first already.
    const pickFirst = (event: Event): void => {
      const [search] = event.composedPath();
      if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || isComposing(event) || !(search instanceof HTMLInputElement)) return;
      const query = search.value.trim();
      if (query.length < SHORTEST_SEARCH || search.hasAttribute('aria-activedescendant')) return;
      event.preventDefault();
      event.stopPropagation();
      void firstEmoji(query, language).then((emoji) => (emoji === null ? undefined : pickCounted(emoji)));
    };
    picker.addEventListener('emoji-click', pick);
    picker.addEventListener('keydown', pickFirst, { capture: true });
    host.replaceChildren(picker);
    const focus = requestAnimationFrame(() => picker.shadowRoot?.querySelector('input')?.focus());
    if (language === 'de') void translate(picker);
    return () => {
      cancelAnimationFrame(focus);
      picker.removeEventListener('emoji-click', pick);
      picker.removeEventListener('keydown', pickFirst, { capture: true });
      host.replaceChildren();
    };
  }, [host, dark, language, pickCounted]);

  return (
    <Themed>
      <Popover
        open
        anchorEl={anchor}
        onClose={close}
        anchorOrigin={{ vertical: 'top', horizontal: 'right' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        slotProps={{ paper: { sx: { border: '1px solid var(--border)', borderRadius: 3 } } }}
      >
        <div ref={setHost} className={styles.host} />
        <Frequent onPick={pickCounted} />
      </Popover>
    </Themed>
  );
}

function Frequent({ onPick }: { onPick(emoji: string): void }) {
  const { frequent } = useWords().picker;
  const [shown] = useState(frequentEmoji);
  return (
    <div className={styles.frequent} role="group" aria-label={frequent}>
      {shown.map((emoji) => (
        <button key={emoji} type="button" onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}

/** Its own row of them comes only once its database is there. */
function hideFavourites(picker: Picker): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.favorites { display: none }');
  if (picker.shadowRoot !== null) picker.shadowRoot.adoptedStyleSheets = [sheet];
}

async function translate(picker: Picker): Promise<void> {
  const { default: words } = await import('emoji-picker-element/i18n/de');
  picker.i18n = words;
}
