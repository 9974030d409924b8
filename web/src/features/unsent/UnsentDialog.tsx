// The texts and files that were not sent: to be copied or saved, or discarded.

import { useState } from 'react';

import type { UnsentText } from '../../core/session/unsent';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { useUndo } from '../../shared/ui/useUndo';
import { Question } from '../../shared/ui/SettingsFrame';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { fullTime, relativeTime } from '../../shared/words/times';
import styles from './Unsent.module.css';
import { useWords } from './words';

export function UnsentDialog({ texts, onClose }: { texts: readonly UnsentText[]; onClose(): void }) {
  const words = useWords();
  return (
    <DialogFrame local title={words.unsent.title} onClose={onClose}>
      <p className={frame.hint}>{words.unsent.hint}</p>
      <ul className={styles.texts}>
        {texts.map((unsent) => (
          <Row key={unsent.key} unsent={unsent} onClose={onClose} />
        ))}
      </ul>
    </DialogFrame>
  );
}

function Row({ unsent, onClose }: { unsent: UnsentText; onClose(): void }) {
  const words = useWords();
  const now = useNow();
  const notify = useNotify();
  const navigate = useNavigate();
  const offerUndo = useUndo();
  const [asking, setAsking] = useState(false);
  const { Files } = useRegistry().views;
  const { channelId, name, kind, text, files, attached, at } = unsent;
  const me = useChat((state) => state.me?.username ?? '');
  const known = useChat((state) => state.channels[channelId ?? 0]);
  const title = useChat((state) => (known === undefined ? null : markedTitle(known, titleOf(known, state, words.notes))));

  const withFiles = attached.length + files.length > 0;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      notify.info(words.unsent.copied);
    } catch {
      notify.problem(words.unsent.notCopied);
    }
  }

  async function discard(): Promise<void> {
    try {
      const keep = await unsent.discard();
      if (keep !== undefined) offerUndo(words.unsent.discarded, keep);
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  return (
    <li>
      <div className={styles.of}>
        <strong>{title ?? (name === null ? words.unsent.lost : `#${name}`)}</strong>
        <span>{words.unsent[kind]}</span>
        {at !== null && (
          <time dateTime={new Date(at).toISOString()} title={fullTime(at, words)}>
            {relativeTime(at, now, words)}
          </time>
        )}
      </div>
      {text !== '' && <p className={styles.text}>{text}</p>}
      {files.length > 0 && Files !== undefined && <Files files={files} author={me} />}
      {attached.length > 0 && (
        <ul className={styles.files}>
          {attached.map((file) => (
            <li key={file.key}>
              <span className={styles.text}>
                <bdi>{file.name}</bdi>
              </span>
              <Button size="small" variant="outlined" aria-label={words.unsent.saveNamed(file.name)} onClick={file.save}>
                {words.unsent.save}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        {text !== '' && (
          <Button size="small" variant="outlined" onClick={() => void copy()}>
            {words.unsent.copy}
          </Button>
        )}
        {known !== undefined && (
          <Button
            size="small"
            onClick={() => {
              onClose();
              navigate({ channelId: known.id, seq: null });
            }}
          >
            {words.unsent.open}
          </Button>
        )}
        <Button size="small" color="error" onClick={() => (withFiles ? setAsking(true) : void discard())}>
          {words.discard}
        </Button>
      </div>
      {asking && (
        <Question title={words.unsent.discardFiles(attached.length + files.length)} hint={words.unsent.noUndo} onDiscard={() => void discard()} onClose={() => setAsking(false)} />
      )}
    </li>
  );
}
