// What the pages say of themselves that a message links to, one card each. The author can remove them.

import { mdiClose } from '@mdi/js';
import type { MouseEvent } from 'react';

import { safeHref } from '../../core/formatting/links';
import type { LinkPreview, Message } from '../../core/protocol/generated';
import { removePreviews } from '../../core/session/previews';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './words';
import styles from './Previews.module.css';

export function Previews({ message }: { message: Message }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const own = useChat((state) => state.me?.username === message.userId);
  const { previews = [] } = message;
  if (previews.length === 0 || message.deletedAt !== null) return null;
  const remove = ({ currentTarget: button }: MouseEvent<HTMLElement>): void => {
    // The button goes with the previews; its message stays.
    if (document.activeElement === button) button.closest('article')?.focus();
    removePreviews(session, message.id).catch(notify.failure);
  };
  return (
    <div className={styles.previews}>
      <div className={styles.cards}>
        {previews.map((preview) => (
          <Card key={preview.url} preview={preview} />
        ))}
      </div>
      {own && (
        <IconButton size="small" className={styles.remove} aria-label={words.previews.remove} title={words.previews.remove} onClick={remove}>
          <Icon path={mdiClose} size={16} />
        </IconButton>
      )}
    </div>
  );
}

function Card({ preview: { url, title, description, siteName } }: { preview: LinkPreview }) {
  const words = useWords();
  const href = safeHref(url);
  if (href === null) return null;
  return (
    <section className={styles.card} aria-label={words.previews.of(title)}>
      {/* A page can call itself anything: the host says whose it is. */}
      <p className={styles.site}>{[...new Set([siteName, new URL(href).host])].filter(Boolean).join(' · ')}</p>
      <a className={styles.title} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {title}
      </a>
      {description !== undefined && <p className={styles.description}>{description}</p>}
    </section>
  );
}
