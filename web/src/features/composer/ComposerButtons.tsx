// The buttons beside what is written: files, formatting, emoji, sending later, sending.

import { mdiFormatLetterCase, mdiSend } from '@mdi/js';

import type { FileInfo } from '../../core/protocol/generated';
import { byTouch } from '../../shared/hooks/touch';
import { parseSlash } from '../../shared/registry/slash';
import { useRegistry, type AttachedFiles, type Recording } from '../../shared/registry/registry';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { AttachButton, canRecord } from './AttachButton';
import { EmojiButton } from './EmojiButton';
import { RecordButton } from './RecordButton';
import { useWords } from './words';
import styles from './MessageInput.module.css';

const NO_FILES: readonly FileInfo[] = [];

interface ComposerButtonsProps {
  channelId: number;
  threadId: number | null;
  text: string;
  /** The files that are attached; null while there are none. */
  tray: AttachedFiles | null;
  mayAttach: boolean;
  sendable: boolean;
  /** True for the answer to a message, which cannot be sent later. */
  replying: boolean;
  formatsShown: boolean;
  onFormats(): void;
  recording: boolean;
  onRecord(step: Recording): void;
  onEmoji(emoji: string): void;
  onScheduled(): void;
  onSend(): void;
}

export function ComposerButtons({ channelId, threadId, text, tray, mayAttach, sendable, replying, formatsShown, onFormats, recording, onRecord, onEmoji, onScheduled, onSend }: ComposerButtonsProps) {
  const words = useWords();
  const { SendLater } = useRegistry().views;
  const toggle = formatsShown ? words.composer.hideFormatting : words.composer.showFormatting;
  // Where there is little room, and nothing to send.
  const records = mayAttach && canRecord && byTouch() && text === '' && tray === null;
  const waits = tray !== null && tray.files === null;
  return (
    <>
      {mayAttach && <AttachButton recording={recording} onRecord={onRecord} />}
      <IconButton aria-label={toggle} title={toggle} aria-expanded={formatsShown} onClick={onFormats}>
        <Icon path={mdiFormatLetterCase} size={22} />
      </IconButton>
      <EmojiButton onPick={onEmoji} />
      {SendLater !== undefined && (
        <SendLater
          channelId={channelId}
          threadId={threadId}
          text={text}
          files={tray?.files ?? NO_FILES}
          disabled={!sendable || waits || replying || parseSlash(text.trim())?.kind === 'command'}
          onScheduled={onScheduled}
        />
      )}
      {records ? (
        <RecordButton recording={recording} onRecord={onRecord} />
      ) : (
        <button type="button" className={styles.send} aria-label={words.send} title={words.send} disabled={!sendable} onClick={onSend}>
          <Icon path={mdiSend} />
        </button>
      )}
    </>
  );
}
