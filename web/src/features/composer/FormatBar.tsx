// The buttons that format what is written. They do what the keys do, and say which those are.

import {
  mdiCodeBlockTags,
  mdiCodeTags,
  mdiFormatBold,
  mdiFormatItalic,
  mdiFormatListBulleted,
  mdiFormatListNumbered,
  mdiFormatQuoteOpen,
  mdiFormatStrikethroughVariant,
  mdiLinkVariant,
} from '@mdi/js';
import { useState, type KeyboardEvent } from 'react';

import { Icon } from '../../shared/ui/Icon';
import { keysHere } from '../../shared/words/keys';
import type { Format } from '../../shared/writing/format-keys';
import { useWords } from './format-words';
import styles from './FormatBar.module.css';

/** In groups, as they are told apart. */
const GROUPS: readonly (readonly (readonly [Format, string])[])[] = [
  [
    ['bold', mdiFormatBold],
    ['italic', mdiFormatItalic],
    ['strike', mdiFormatStrikethroughVariant],
  ],
  [['link', mdiLinkVariant]],
  [
    ['numbers', mdiFormatListNumbered],
    ['bullets', mdiFormatListBulleted],
    ['quote', mdiFormatQuoteOpen],
  ],
  [
    ['code', mdiCodeTags],
    ['fence', mdiCodeBlockTags],
  ],
];

export function FormatBar({ onFormat }: { onFormat(format: Format): void }) {
  const { composer } = useWords();
  // One of them is a stop of the Tab key: arrow keys lead to the others.
  const [stop, setStop] = useState<Format>('bold');
  return (
    <div className={styles.bar} role="toolbar" aria-label={composer.formatting} tabIndex={-1} onKeyDown={walk}>
      {GROUPS.map((group) => (
        <span key={group[0]?.[0]}>
          {group.map(([format, icon]) => {
            const [label, keys] = composer.formats[format];
            return (
              <button
                key={format}
                type="button"
                tabIndex={format === stop ? 0 : -1}
                aria-label={label}
                title={`${label} (${keysHere(keys)})`}
                onFocus={() => setStop(format)}
                // The text keeps its focus, and with it its selection and a phone's keyboard.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onFormat(format)}
              >
                <Icon path={icon} size={18} />
              </button>
            );
          })}
        </span>
      ))}
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const here = buttons.findIndex((button) => button === document.activeElement);
  buttons.at((here + step) % buttons.length)?.focus();
}
