// Who is there, for the list: all of them at first, then whoever comes and goes. It reads the bell's frames, as the
// line to write in does not, but comes with it: the list is of use without both.

import type { Presence } from '../../core/protocol/generated';
import type { PersonPresence } from '../../core/rest/routes.generated';
import { decode } from '../msgpack';
import type { Overview } from '../panel/overview';

/** Fetches the presence of everyone again, since changes before were missed. */
export async function lookAround(overview: Overview): Promise<void> {
  const presence: Record<string, Presence> = {};
  try {
    let cursor: string | undefined;
    do {
      // One page names the next.
      // oxlint-disable-next-line no-await-in-loop
      const page = await overview.rest.request('/api/chat/presence', { cursor });
      for (const { user, ...found } of page.items) presence[user] = found;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    overview.set({ presence });
  } catch {
    // Who is there then shows with the next connection.
  }
}

/** Takes in who came or went, of all that the server says to a bell. */
export function hear(overview: Overview, frame: Uint8Array, text: string): void {
  if (!text.startsWith('\xb0presence_updated')) return;
  const [, , { user, ...presence }] = decode(frame) as [number, string, PersonPresence];
  overview.set({ presence: { ...overview.state.presence, [user]: presence } });
}
