// One attached file: what it is, how far its upload has got, and what can be done with it.

import { mdiAlertCircleOutline, mdiClose, mdiPause, mdiPlay, mdiRefresh, mdiTextBoxCheckOutline, mdiTextBoxEditOutline } from '@mdi/js';
import { useEffect, useRef, useState } from 'react';

import { PART_BYTES } from '../../core/session/upload';
import { useChat, useSession } from '../../shared/hooks/client';
import { byTouch } from '../../shared/hooks/touch';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { iconOf } from './FileCard';
import { FileName } from './FileName';
import { useWords } from './file-words';
import { lengthOf, shownAs, sizeOf } from './kinds';
import { refusalOf } from './refusals';
import styles from './Tray.module.css';
import { uploadsOf, type Item } from './uploads';

const loadDescription = whenIdle(async () => (await import('./DescriptionDialog')).DescriptionDialog);

export function TrayItem({ item: { kept, state } }: { item: Item }) {
  const words = useWords();
  const uploads = uploadsOf(useSession());
  const { name, blob, key } = kept;
  const percent = 'share' in state ? Math.round(state.share * 100) : 0;
  const paused = state.name === 'paused';
  // Of a smaller file it would be over before anybody has paused it.
  const pausable = 'share' in state && (paused || blob.size > PART_BYTES);
  return (
    <li className={styles.item} data-state={state.name}>
      <Preview blob={blob} broken={state.name === 'failed'} />
      <span className={styles.about}>
        <span className={styles.name} title={name}>
          <FileName name={name} />
        </span>
        <Facts item={{ kept, state }} />
      </span>
      {state.name !== 'failed' && shownAs({ mimeType: blob.type, name, size: blob.size, hasThumbnail: false }) === 'audio' && <Listen blob={blob} name={name} />}
      {pausable && <Tool path={paused ? mdiPlay : mdiPause} label={paused ? words.files.resume(name) : words.files.hold(name)} onClick={() => (paused ? uploads.resume(key) : uploads.pause(key))} />}
      {state.name === 'failed' && state.error.code !== 'invalid' && state.error.code !== 'too_large' && (
        <Tool path={mdiRefresh} label={words.files.retry(name)} onClick={() => uploads.retry(key)} />
      )}
      {state.name !== 'failed' && kept.voice === undefined && <Describe kept={kept} />}
      <Tool path={mdiClose} label={words.files.remove(name)} onClick={(button, byPointer) => leave(button, byPointer, () => uploads.remove(key))} />
      {'share' in state && (
        <span className={styles.bar} role="progressbar" aria-label={words.files.uploading(name)} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
          <span style={{ width: `${percent}%` }} />
        </span>
      )}
    </li>
  );
}

function Tool({ path, label, onClick }: { path: string; label: string; onClick(button: HTMLElement, byPointer: boolean): void }) {
  return (
    <IconButton size="small" aria-label={label} title={label} onClick={(event) => onClick(event.currentTarget, event.detail > 0)}>
      <Icon path={path} size={18} />
    </IconButton>
  );
}

function Facts({ item: { kept, state } }: { item: Item }) {
  const words = useWords();
  const online = useChat(({ phase }) => phase.name === 'online');
  if (state.name === 'failed') {
    return (
      <span className={styles.problem} role="alert">
        {kept.blob.size === 0 ? words.files.empty : refusalOf(state.error, words)}
      </span>
    );
  }
  const size = sizeOf(kept.blob.size, words.locale);
  const where = state.name === 'done' ? (state.info.state === 'checking' ? words.files.checking : null) : state.name === 'paused' ? words.files.paused : online ? words.files.progress(state.share) : words.files.offline;
  return (
    <span className={styles.facts} title={kept.description}>
      {[kept.voice && lengthOf(kept.voice.durationMs), size, where ?? kept.description].filter(Boolean).join(' · ')}
    </span>
  );
}

function Describe({ kept: { key, name, blob, description = '' } }: { kept: Item['kept'] }) {
  const words = useWords();
  const uploads = uploadsOf(useSession());
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const save = async (text: string): Promise<void> => {
    if (text !== description) uploads.describe(key, text);
  };
  return (
    <>
      <Tool path={description === '' ? mdiTextBoxEditOutline : mdiTextBoxCheckOutline} label={words.files.describe(name)} onClick={() => setOpen(true)} />
      {open && <LazyPart load={loadDescription} props={{ name, description, children: isPicture(blob) ? <BlobPicture blob={blob} /> : undefined, onSave: save, onClose: close }} holder="dialog" onGiveUp={close} />}
    </>
  );
}

function isPicture({ type }: Blob): boolean {
  return /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/.test(type);
}

function Preview({ blob, broken }: { blob: Blob; broken: boolean }) {
  return <span className={styles.preview}>{!broken && isPicture(blob) ? <BlobPicture blob={blob} /> : <Icon path={broken ? mdiAlertCircleOutline : iconOf(blob.type)} size={24} />}</span>;
}

function BlobPicture({ blob }: { blob: Blob }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(blob);
    if (image.current !== null) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return <img ref={image} alt="" />;
}

/** Sound can be heard before it is sent. */
function Listen({ blob, name }: { blob: Blob; name: string }) {
  const words = useWords();
  const [playing, setPlaying] = useState(false);
  const audio = useRef<HTMLAudioElement | null>(null);
  useEffect(
    () => () => {
      if (audio.current === null) return;
      audio.current.pause();
      URL.revokeObjectURL(audio.current.src);
    },
    [],
  );
  const toggle = (): void => {
    audio.current ??= Object.assign(new Audio(URL.createObjectURL(blob)), { onplay: () => setPlaying(true), onpause: () => setPlaying(false) });
    const { current: sound } = audio;
    if (sound.paused) void sound.play().catch(() => undefined);
    else sound.pause();
  };
  return <Tool path={playing ? mdiPause : mdiPlay} label={playing ? words.files.pause(name) : words.files.play(name)} onClick={toggle} />;
}

/** For keys the focus stays near when its item goes. After a click it goes to the text: Enter must not remove the next item. */
function leave(button: HTMLElement, byPointer: boolean, act: () => void): void {
  const item = button.closest('li');
  const other = byPointer ? null : (item?.nextElementSibling ?? item?.previousElementSibling);
  // A keyboard on the screen would come up.
  const field = byPointer && byTouch() ? null : button.closest('[data-composer]')?.querySelector('textarea');
  const next = other?.querySelector<HTMLElement>('button:last-of-type') ?? field;
  act();
  next?.focus();
}
