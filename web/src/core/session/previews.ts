// Previews of the links in the user's messages. Only the part of the page that shows them loads this.

import type { ChatSession as Session } from './session';

/** Removes the previews of a message for everyone; the message without them arrives as an event. */
export async function removePreviews({ rest }: Session, messageId: number): Promise<void> {
  await rest.call('DELETE', `/api/chat/messages/${messageId}/previews`);
}
