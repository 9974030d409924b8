// Before a call: the user sees and hears what the others will, and chooses devices.

import { mdiMicrophone, mdiMicrophoneOff, mdiMonitorShare, mdiPhone, mdiVideo, mdiVideoOff } from '@mdi/js';
import { useEffect, useRef, useState } from 'react';

import type { CallType } from '../../core/protocol/generated';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { Icon } from '../../shared/ui/Icon';
import { DeviceFields } from './DeviceFields';
import { LevelMeter } from './LevelMeter';
import { RingChoice } from './RingChoice';
import { LocalMedia } from './media/local';
import styles from './Preview.module.css';
import { useProblemText } from './ProblemText';
import { useCallCenter } from './useCalls';
import { useLocalMedia } from './useLocalMedia';
import { VideoView } from './VideoView';
import { wantCalls } from './wanted';
import { useWords } from './call-words';

interface CallPreviewProps {
  channelId: number;
  callType: CallType;
}

export function CallPreview({ channelId, callType }: CallPreviewProps) {
  const [media] = useState(() => new LocalMedia());
  const taken = useRef(false);
  useEffect(() => {
    taken.current = false;
    void media.open({ muted: false, camera: callType === 'video' });
    return () => {
      // Whoever joins takes it along.
      if (!taken.current) media.close();
    };
  }, [media, callType]);
  return (
    <Preview
      media={media}
      channelId={channelId}
      callType={callType}
      onTaken={() => {
        taken.current = true;
      }}
    />
  );
}

function Preview({ media, channelId, callType, onTaken }: CallPreviewProps & { media: LocalMedia; onTaken(): void }) {
  const words = useWords();
  const { calls } = words;
  const center = useCallCenter();
  const dispatch = useViewDispatch();
  const { state, problems } = useLocalMedia(media);
  const textOf = useProblemText();
  const channel = useChat(({ channels }) => channels[channelId]);
  const title = useChat((chat) => (channel === undefined ? '' : markedTitle(channel, titleOf(channel, chat, words.notes))));
  const running = channel?.call;
  const video = callType === 'video';
  const [rung, setRung] = useState<readonly string[]>([]);
  const asksWhom = running === undefined && channel !== undefined && channel.type !== 'direct';
  const { camera, microphone } = state.tracks;
  const [opening, setOpening] = useState(video);
  if (opening && camera !== null) setOpening(false);

  const go = async (): Promise<void> => {
    if (callType === 'screen_share' && !(await media.shareScreen())) return;
    onTaken();
    wantCalls();
    dispatch({ type: 'dialog_closed' });
    if (running === undefined) await center.start({ channelId, callType, ...(rung.length > 0 && { targetUsers: rung }) }, media);
    else await center.join({ sessionId: running.sessionId, channelId, callType: running.callType }, media);
  };

  return (
    <DialogFrame
      title={`${calls.preview.title[callType]} · ${title}`}
      width={video ? 720 : 480}
      actions={
        <>
          <Button variant="outlined" onClick={() => dispatch({ type: 'dialog_closed' })}>
            {words.cancel}
          </Button>
          <Button variant="contained" autoFocus startIcon={<Icon path={callType === 'screen_share' ? mdiMonitorShare : video ? mdiVideo : mdiPhone} size={18} />} onClick={() => void go()}>
            {running === undefined ? calls.preview.start[callType] : calls.preview.join}
          </Button>
        </>
      }
    >
      <div className={video ? styles.wide : styles.narrow}>
        <div className={styles.own}>
          {video && (
            <div className={styles.picture}>
              {camera === null ? <p>{problems.some(({ role }) => role === 'camera') || !opening ? calls.preview.cameraIsOff : calls.preview.opening}</p> : <VideoView track={camera} className={state.choice.mirror ? styles.mirrored : undefined} />}
            </div>
          )}
          <div className={styles.toggles}>
            <IconButton
              className={state.muted ? styles.off : styles.toggle}
              aria-label={state.muted ? calls.unmute : calls.mute}
              title={state.muted ? calls.unmute : calls.mute}
              onClick={() => void media.setMuted(!state.muted)}
            >
              <Icon path={state.muted ? mdiMicrophoneOff : mdiMicrophone} />
            </IconButton>
            {video && (
              <IconButton
                className={state.camera ? styles.toggle : styles.off}
                aria-label={state.camera ? calls.cameraOff : calls.cameraOn}
                title={state.camera ? calls.cameraOff : calls.cameraOn}
                onClick={() => void media.setCamera(!state.camera)}
              >
                <Icon path={state.camera ? mdiVideo : mdiVideoOff} />
              </IconButton>
            )}
            <LevelMeter track={state.muted ? null : microphone} />
          </div>
          {problems.map((problem) => (
            <p key={problem.role} className={styles.problem} role="alert">
              {textOf(problem)}
            </p>
          ))}
          {asksWhom && <RingChoice channelId={channelId} chosen={rung} onChange={setRung} />}
          <label className={styles.check}>
            <input type="checkbox" checked={state.muted} onChange={(event) => void media.setMuted(event.target.checked)} />
            {calls.preview.muted}
          </label>
        </div>
        <DeviceFields choice={state.choice} known={microphone ?? camera} video={video} onChoose={(change) => void media.choose(change)} />
      </div>
    </DialogFrame>
  );
}
