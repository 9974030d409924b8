// Saving a file where the browser saves files. The browser fetches it: a large one is never in the page's memory.

import { linkTo } from '../../core/session/files';
import type { FileInfo } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';

/** Rejects with a `ChatError`. */
export async function download(session: ChatSession, { id, name }: FileInfo): Promise<void> {
  const link = document.createElement('a');
  link.href = `${(await linkTo(session, id)).url}?download=true`;
  link.download = name;
  link.click();
}
