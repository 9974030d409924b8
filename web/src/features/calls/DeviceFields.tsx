// The choice of microphone, camera and speaker; it is kept for later calls.

import { mdiVolumeHigh } from '@mdi/js';
import { useId } from 'react';

import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { HEIGHTS, type Choice, type DeviceKind } from './media/devices';
import { testTone } from './media/tones';
import styles from './Preview.module.css';
import { useDevices } from './useDevices';
import { useWords } from './call-words';

interface DeviceFieldsProps {
  choice: Choice;
  /** Changes when the browser may name more devices. */
  known: unknown;
  onChoose(change: Partial<Choice>): void;
  /** Whether there are choices about the picture. */
  video: boolean;
}

export function DeviceFields({ choice, known, onChoose, video }: DeviceFieldsProps) {
  const { calls } = useWords();
  const devices = useDevices(known);
  const heightId = useId();
  const field = (kind: DeviceKind) => (
    <DeviceField
      label={calls.preview[kind]}
      devices={devices[kind]}
      chosen={choice[kind]}
      onChoose={(id) => onChoose({ [kind]: id })}
    />
  );
  return (
    <div className={styles.fields}>
      {field('microphone')}
      {video && field('camera')}
      {devices.speaker.length > 0 && field('speaker')}
      {video && (
        <label className={styles.field} htmlFor={heightId}>
          <span>{calls.preview.resolution}</span>
          <select id={heightId} value={choice.height} onChange={(event) => onChoose({ height: Number(event.target.value) })}>
            {HEIGHTS.map((height) => (
              <option key={height} value={height}>
                {calls.preview.lines(height)}
              </option>
            ))}
          </select>
        </label>
      )}
      {video && (
        <label className={styles.check}>
          <input type="checkbox" checked={choice.mirror} onChange={(event) => onChoose({ mirror: event.target.checked })} />
          {calls.preview.mirror}
        </label>
      )}
      <Button size="small" variant="outlined" className={styles.test} startIcon={<Icon path={mdiVolumeHigh} size={18} />} onClick={testTone}>
        {calls.preview.test}
      </Button>
    </div>
  );
}

interface DeviceFieldProps {
  label: string;
  devices: readonly { id: string; label: string }[];
  chosen: string | null;
  onChoose(id: string | null): void;
}

function DeviceField({ label, devices, chosen, onChoose }: DeviceFieldProps) {
  const { calls } = useWords();
  const id = useId();
  const value = devices.some((device) => device.id === chosen) ? (chosen ?? '') : '';
  return (
    <label className={styles.field} htmlFor={id}>
      <span>{label}</span>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}>
        <option value="">{calls.preview.usual}</option>
        {devices
          .filter((device) => device.id !== 'default')
          .map((device) => (
            <option key={device.id} value={device.id}>
              {device.label}
            </option>
          ))}
      </select>
    </label>
  );
}
