// The buttons that choose files to send and record a voice message; on a phone one, with a menu.

import { mdiPaperclip } from '@mdi/js';
import { useRef, useState, type ChangeEvent } from 'react';

import { giveFiles } from '../../shared/hooks/given-files';
import { byTouch } from '../../shared/hooks/touch';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import type { Recording } from '../../shared/registry/registry';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { RecordButton } from './RecordButton';
import { useWords } from './words';

const loadMenu = whenIdle(async () => (await import('./AttachMenu')).AttachMenu);

export const canRecord = typeof MediaRecorder === 'function' && navigator.mediaDevices?.getUserMedia !== undefined;

interface AttachButtonProps {
  recording: boolean;
  onRecord(step: Recording): void;
}

export function AttachButton({ recording, onRecord }: AttachButtonProps) {
  const { attach } = useWords().composer;
  const conversation = useConversationKey();
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const take = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    giveFiles(conversation, target.files ?? []);
    // The same one again is another choice.
    target.value = '';
  };
  const close = (): void => setAnchor(null);
  return (
    <>
      <IconButton aria-label={attach} title={attach} onClick={({ currentTarget }) => (byTouch() ? setAnchor(currentTarget) : files.current?.click())}>
        <Icon path={mdiPaperclip} size={22} />
      </IconButton>
      {canRecord && !byTouch() && <RecordButton recording={recording} onRecord={onRecord} />}
      <input ref={files} type="file" multiple hidden onChange={take} />
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden onChange={take} />
      {anchor !== null && <LazyPart load={loadMenu} props={{ anchor, onFiles: () => files.current?.click(), onCamera: () => camera.current?.click(), onRecord: canRecord ? () => onRecord('free') : null, onClose: close }} holder="dialog" onGiveUp={close} />}
    </>
  );
}
