// The files that are attached to what is written, above the box, and the messages that wait for their files.

import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';

import { useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify } from '../../shared/hooks/view/view';
import type { AttachedFiles, TrayProps } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { DropZone } from './DropZone';
import { useWords } from './file-words';
import styles from './Tray.module.css';
import type { Given } from './given';
import { TrayItem } from './TrayItem';
import { MOST_FILES, shownName, uploadsOf, type Contents, type Waiting } from './uploads';

interface TrayPartProps extends TrayProps {
  /** What was given before this was fetched. */
  given: readonly Given[];
  /** True while files are drawn over the conversation. */
  over: boolean;
  /** From now on it says itself what is attached. */
  onReady(ready: true): void;
}

/** How many files a notice names at most. */
const MOST_NAMED = 5;
/** How much of a name a notice says at most. */
const LONGEST_NAME = 40;

/** A long name without its middle: the ending says what it is. */
function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, LONGEST_NAME - 13).join('')}…${letters.slice(-12).join('')}`;
}

function namesOf(files: readonly File[]): string {
  const names = files.slice(0, MOST_NAMED).map(({ name }) => shortened(shownName(name)));
  return `${names.join(', ')}${files.length > MOST_NAMED ? ' …' : ''}`;
}

export function TrayPart({ channelId, threadId, title, given, over, onTray, onReady }: TrayPartProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const conversation = useConversationKey();
  const uploads = uploadsOf(session);
  const contents = useSyncExternalStore(uploads.subscribe, () => uploads.of(conversation));
  const taken = useRef(new Set<Given>());
  useEffect(() => {
    for (const one of given) {
      if (taken.current.has(one)) continue;
      taken.current.add(one);
      if ('message' in one) uploads.send({ conversation, channelId, threadId, ...one.message });
      else {
        const left = uploads.add(conversation, one.files);
        if (left.length > 0) notify.info(words.files.tooMany(MOST_FILES, left.length, namesOf(left)));
      }
    }
  }, [uploads, conversation, channelId, threadId, given, notify, words]);
  useEffect(() => onReady(true), [onReady]);

  const tray = useMemo((): AttachedFiles | null => {
    const { tray: items } = contents;
    if (items.length === 0) return null;
    const failed = items.filter(({ state }) => state.name === 'failed').length;
    const files = items.flatMap(({ state }) => (state.name === 'done' ? state.info : []));
    return {
      // What was refused is to be taken out first: it would never be sent.
      sendable: failed === 0,
      explain: () => notify.info(words.files.removeFailed(failed)),
      files: files.length === items.length ? files : null,
      send: (parts, replyToId, alsoToChannel) => uploads.send({ conversation, channelId, threadId, alsoToChannel, replyToId, parts }),
      taken: () => uploads.taken(conversation),
    };
  }, [contents, uploads, conversation, channelId, threadId, notify, words]);
  useEffect(() => {
    onTray(tray);
    return () => onTray(null);
  }, [tray, onTray]);

  return (
    <>
      {over && <DropZone title={title} />}
      {contents.waiting.map((one) => (
        <WaitingMessage key={one.message.key} waiting={one} />
      ))}
      {contents.tray.length > 0 && <Items contents={contents} />}
    </>
  );
}

function Items({ contents: { tray } }: { contents: Contents }) {
  const words = useWords();
  return (
    <ul className={styles.tray} aria-label={words.files.attached}>
      {tray.map((item) => (
        <TrayItem key={item.kept.key} item={item} />
      ))}
    </ul>
  );
}

/** Sent once its files are there; until then it can be taken back. */
function WaitingMessage({ waiting: { message, items } }: { waiting: Waiting }) {
  const words = useWords();
  const uploads = uploadsOf(useSession());
  const [text = ''] = message.parts;
  return (
    <div className={styles.waiting} role="group" aria-label={words.files.waiting}>
      <div className={styles.head}>
        <span className={styles.said}>
          {words.files.waiting} {text !== '' && <q>{text}</q>}
        </span>
        <Button size="small" onClick={() => uploads.bringBack(message.key)}>
          {words.cancel}
        </Button>
      </div>
      <ul className={styles.tray}>
        {items.map((item) => (
          <TrayItem key={item.kept.key} item={item} />
        ))}
      </ul>
    </div>
  );
}
