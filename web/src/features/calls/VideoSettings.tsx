// Devices and resolution in the middle of a call.

import { DialogFrame } from '../../shared/ui/DialogFrame';
import { DeviceFields } from './DeviceFields';
import { LevelMeter } from './LevelMeter';
import styles from './Preview.module.css';
import { useCallCenter, useCalls } from './useCalls';
import { useWords } from './call-words';

export function VideoSettings({ onClose }: { onClose(): void }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const own = useCalls(({ current }) => current?.own ?? null);
  const { running } = center;
  if (own === null || running === null) return null;
  return (
    <DialogFrame local title={calls.settings} onClose={onClose}>
      <div className={styles.narrow}>
        <LevelMeter track={own.tracks.microphone} />
        <DeviceFields
          choice={own.choice}
          known={own.tracks.microphone ?? own.tracks.camera}
          video
          onChoose={(change) => void (change.speaker === undefined ? running.media.choose(change) : running.setSpeaker(change.speaker))}
        />
      </div>
    </DialogFrame>
  );
}
