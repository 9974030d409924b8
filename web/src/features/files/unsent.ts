// Offers the attached files of conversations that do not show their box any more, along with the texts that were not sent.

import type { Attached } from '../../core/session/unsent';
import type { ChatSession } from '../../core/session/session';
import type { Item, Uploads } from './uploads';

export function offerUnsent(session: ChatSession, uploads: Uploads): void {
  const offer = async (): Promise<void> => {
    const { unsentOf } = await import('../../core/session/unsent');
    uploads.subscribe(unsentOf(session).offer(() => attachedIn(uploads)));
  };
  // What is not fetched now is offered by the next page.
  offer().catch(() => undefined);
}

function attachedIn(uploads: Uploads): readonly Attached[] {
  return [...uploads.all()].flatMap(([place, { tray, waiting }]) => [
    ...(tray.length === 0 ? [] : [{ key: `files:${place}`, place, text: '', files: tray.map(savable), discard: () => tray.forEach(({ kept }) => uploads.remove(kept.key)) }]),
    ...waiting.map(({ message: { key, parts }, items }) => ({ key: `files:${key}`, place, text: parts.join('\n'), files: items.map(savable), discard: () => uploads.discardWaiting(key) })),
  ]);
}

const savable = ({ kept: { key, name, blob } }: Item) => ({ key, name, save: () => save(blob, name) });

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
