// The call in a small window above all others, where the browser has such windows: the picture, and its buttons.

import { useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

import styles from './Call.module.css';
import { CallStatus, useCallTitle } from './CallFacts';
import { usePictured } from './usePictured';
import { VideoControls } from './VideoControls';
import { VideoView } from './VideoView';

interface DocumentPip {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const pip = (): DocumentPip | undefined => (window as { documentPictureInPicture?: DocumentPip }).documentPictureInPicture;

export function usePictureInPicture(): { possible: boolean; window: Window | null; toggle(): void } {
  const [opened, setOpened] = useState<Window | null>(null);
  useEffect(() => () => opened?.close(), [opened]);
  const toggle = useCallback(() => {
    if (opened !== null) {
      opened.close();
      return;
    }
    void open(setOpened);
  }, [opened]);
  return { possible: pip() !== undefined, window: opened, toggle };
}

async function open(set: (small: Window | null) => void): Promise<void> {
  try {
    const small = await pip()?.requestWindow({ width: 360, height: 280 });
    if (small === undefined) return;
    copyLook(small);
    small.addEventListener('pagehide', () => set(null), { once: true });
    set(small);
  } catch {
    // A browser that refuses leaves everything as it is.
  }
}

/** The small window looks as the page does. */
function copyLook(small: Window): void {
  for (const node of document.querySelectorAll('link[rel="stylesheet"], style')) small.document.head.append(node.cloneNode(true));
  const { documentElement: page } = document;
  for (const { name, value } of page.attributes) small.document.documentElement.setAttribute(name, value);
}

export function PictureInPicture({ into }: { into: Window }) {
  const title = useCallTitle();
  const pictured = usePictured();
  return createPortal(
    <div className={styles.pip}>
      {pictured === null ? <p className={styles.pipTitle}>{title}</p> : <VideoView {...pictured} className={pictured.of.kind === 'screen' ? styles.miniScreen : styles.mini} />}
      <div className={styles.pipBar}>
        <CallStatus />
        <VideoControls small />
      </div>
    </div>,
    into.document.body,
  );
}
