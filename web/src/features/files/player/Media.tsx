// Video and sound, played in place once they are asked for.

import { mdiPlay } from '@mdi/js';

import type { FileInfo } from '../../../core/protocol/generated';
import { Icon } from '../../../shared/ui/Icon';
import { Download, FileCard } from '../FileCard';
import listStyles from '../FileList.module.css';
import { useWords } from '../file-words';
import { boxOf, shownAs } from '../kinds';
import { AudioPlayer } from './AudioPlayer';
import styles from './Player.module.css';
import { usePlayback } from './usePlayback';

export function Media({ file }: { file: FileInfo }) {
  const words = useWords();
  const playback = usePlayback(file.id);
  const Player = shownAs(file) === 'video' ? VideoPlayer : AudioPlayer;
  // A voice message needs no file name.
  if (file.waveform !== undefined && playback.error === null && !playback.broken) {
    return (
      <div className={styles.voice} data-file={file.id} role="group" aria-label={words.files.voice.label} title={words.files.voice.label}>
        <AudioPlayer file={file} playback={playback} />
        <Download file={file} />
      </div>
    );
  }
  return (
    <FileCard file={file} problem={playback.error}>
      {playback.broken ? (
        <p className={listStyles.facts} role="status">
          {words.files.notPlayed}
        </p>
      ) : (
        playback.error === null && <Player file={file} playback={playback} />
      )}
    </FileCard>
  );
}

function VideoPlayer({ file, playback: { asked, ask, url, key, handlers } }: { file: FileInfo; playback: ReturnType<typeof usePlayback> }) {
  const words = useWords();
  const box = boxOf({ width: file.width ?? 16, height: file.height ?? 9 }, file.width !== undefined);
  return (
    <div className={styles.video} style={{ width: box.width, aspectRatio: `${box.width} / ${box.height}` }}>
      {url === '' ? (
        <button type="button" className={styles.screen} aria-label={words.files.play(file.name)} aria-busy={asked} onClick={() => ask()}>
          <Icon path={mdiPlay} size={40} />
        </button>
      ) : (
        // There are no captions of what somebody just sent.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video key={key} src={url} controls playsInline preload="metadata" aria-label={file.name} {...handlers} />
      )}
    </div>
  );
}
