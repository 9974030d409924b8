// Where files come from, asked where fingers point: the device, or its camera.

import { mdiCameraOutline, mdiFileOutline, mdiMicrophoneOutline } from '@mdi/js';

import { ActionMenu } from '../../shared/ui/ActionMenu';
import { useWords } from './format-words';

interface AttachMenuProps {
  anchor: HTMLElement;
  onFiles(): void;
  onCamera(): void;
  /** `null` where nothing can be recorded. */
  onRecord: (() => void) | null;
  onClose(): void;
}

export function AttachMenu({ anchor, onFiles, onCamera, onRecord, onClose }: AttachMenuProps) {
  const { composer } = useWords();
  const actions = [
    { name: 'files', icon: mdiFileOutline, label: composer.chooseFiles, act: onFiles },
    { name: 'camera', icon: mdiCameraOutline, label: composer.takePhoto, act: onCamera },
    ...(onRecord === null ? [] : [{ name: 'record', icon: mdiMicrophoneOutline, label: composer.record, act: onRecord }]),
  ];
  return <ActionMenu label={composer.attach} at={anchor} actions={actions} onClose={onClose} />;
}
