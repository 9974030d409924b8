// The button that opens the emoji picker.

import { mdiEmoticonHappyOutline } from '@mdi/js';
import { useState } from 'react';

import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { useWords } from './words';

const loadEmojiPicker = whenIdle(async () => (await import('../../shared/ui/EmojiPicker')).default);

export function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const { emoji } = useWords().composer;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (): void => setAnchor(null);
  const pick = (picked: string): void => {
    close();
    // Once the picker is gone, which would keep the focus.
    requestAnimationFrame(() => onPick(picked));
  };
  return (
    <>
      <IconButton aria-label={emoji} title={emoji} onClick={(event) => setAnchor(event.currentTarget)}>
        <Icon path={mdiEmoticonHappyOutline} size={22} />
      </IconButton>
      {anchor !== null && <LazyPart load={loadEmojiPicker} props={{ anchor, onClose: close, onPick: pick }} holder="dialog" onGiveUp={close} />}
    </>
  );
}
