// A picture of a PDF's first page. pdf.js comes with it.

import { linkTo } from '../../../core/session/files';
import type { ChatSession } from '../../../core/session/session';
import { isProtected, openPdf, paint } from './document';

/** As wide as a card is at most. */
const WIDTH = 420;
const MOST_KEPT = 60;

export type FirstPage = { url: string } | { problem: 'protected' | 'broken' };

/** By file; the oldest goes first. */
const known = new Map<string, Promise<FirstPage>>();

/** Rejects when the file cannot be fetched at the moment. */
export function firstPage(session: ChatSession, id: string): Promise<FirstPage> {
  const page = known.get(id) ?? read(session, id);
  known.set(id, page);
  page.catch(() => known.delete(id));
  for (const [old] of [...known].slice(0, -MOST_KEPT)) known.delete(old);
  return page;
}

async function read(session: ChatSession, id: string): Promise<FirstPage> {
  const { url } = await linkTo(session, id);
  const opening = openPdf(url);
  try {
    const document = await opening.document;
    const canvas = window.document.createElement('canvas');
    await paint(await document.getPage(1), canvas, WIDTH).promise;
    return { url: canvas.toDataURL('image/webp') };
  } catch (thrown) {
    return { problem: isProtected(thrown) ? 'protected' : 'broken' };
  } finally {
    opening.close();
  }
}
