// Whether the server still has this page. Its files can be replaced while it goes on running: its build is the same then.

import type { ChatSession as Session } from './session';

/** Asks the server for the script that this page began with. */
export async function lookForNewPage({ store }: Session): Promise<void> {
  const script = document.querySelector<HTMLScriptElement>('script[src*="/chat-"]');
  if (script === null) return;
  const { status } = await fetch(script.src, { method: 'HEAD', cache: 'no-store' });
  if (status === 404) store.dispatch({ type: 'page_gone' });
}
