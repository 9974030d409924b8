// The buttons of a call: microphone, camera, screen, hand, settings, and the way out.

import { mdiCogOutline, mdiHandBackLeft, mdiHandBackLeftOutline, mdiMicrophone, mdiMicrophoneOff, mdiMonitorOff, mdiMonitorShare, mdiPhoneHangup, mdiVideo, mdiVideoOff } from '@mdi/js';
import { useState } from 'react';

import { useChat } from '../../shared/hooks/client';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './Call.module.css';
import { canShareScreen } from './media/devices';
import { useCallCenter, useCalls } from './useCalls';
import { VideoSettings } from './VideoSettings';
import { useWords } from './call-words';

/** `small` leaves out what there is no room for. */
export function VideoControls({ small = false }: { small?: boolean }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const own = useCalls(({ current }) => current?.own ?? null);
  const phase = useCalls(({ current }) => current?.phase ?? 'ended');
  const mayShow = useChat((state) => state.permissions.includes('call.video'));
  const [settings, setSettings] = useState(false);
  const { running } = center;
  if (own === null || running === null || phase === 'ended') return null;
  const { media } = running;
  const leaving = phase === 'active' || phase === 'reconnecting' ? calls.hangUp : calls.cancel;
  return (
    <div className={styles.controls} role="group" aria-label={calls.call}>
      <Toggle icon={own.muted ? mdiMicrophoneOff : mdiMicrophone} label={own.muted ? calls.unmute : calls.mute} hint={own.muted ? calls.talkHint : ''} alarm={own.muted} onClick={() => void media.setMuted(!own.muted)} />
      {mayShow && <Toggle icon={own.camera ? mdiVideo : mdiVideoOff} label={own.camera ? calls.cameraOff : calls.cameraOn} onClick={() => void media.setCamera(!own.camera)} />}
      {mayShow && canShareScreen() && (
        <Toggle lit={own.screen} icon={own.screen ? mdiMonitorOff : mdiMonitorShare} label={own.screen ? calls.stopSharing : calls.share} onClick={() => (own.screen ? media.stopScreen() : void media.shareScreen())} />
      )}
      {!small && <Toggle lit={own.hand} icon={own.hand ? mdiHandBackLeft : mdiHandBackLeftOutline} label={own.hand ? calls.lowerHand : calls.raiseHand} onClick={() => running.setHand(!own.hand)} />}
      {!small && <Toggle icon={mdiCogOutline} label={calls.settings} onClick={() => setSettings(true)} />}
      <IconButton className={styles.hangUp} aria-label={leaving} title={leaving} onClick={() => center.hangUp()}>
        <Icon path={mdiPhoneHangup} />
      </IconButton>
      {settings && <VideoSettings onClose={() => setSettings(false)} />}
    </div>
  );
}

interface ToggleProps {
  icon: string;
  label: string;
  hint?: string;
  /** True for what is off and should be noticed. */
  alarm?: boolean;
  lit?: boolean;
  onClick(): void;
}

function Toggle({ icon, label, hint = '', alarm = false, lit = false, onClick }: ToggleProps) {
  return (
    <IconButton className={`${styles.control} ${alarm ? styles.alarm : ''} ${lit ? styles.lit : ''}`} aria-label={label} title={hint === '' ? label : `${label}. ${hint}`} onClick={onClick}>
      <Icon path={icon} />
    </IconButton>
  );
}
