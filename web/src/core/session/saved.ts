// The messages that the user saved for later. Only the parts of the page that use them load this.

import type { SavedMessage } from '../protocol/generated';
import type { Page } from '../rest/client';
import type { ChatSession as Session } from './session';
import { peopleIn } from './timelines';

/** Saves a message for later, or removes it from the saved ones. Its mark arrives as an event, on every device. */
export async function setSaved({ rest }: Session, messageId: number, saved: boolean): Promise<void> {
  await rest.call(saved ? 'PUT' : 'DELETE', `/api/chat/messages/${messageId}/saved`);
}

/** The saved messages, the latest saved first. */
export async function savedMessages({ rest, directory }: Session, cursor?: string): Promise<Page<SavedMessage>> {
  const page = await rest.call('GET', '/api/chat/saved', { cursor });
  directory.need(page.items.flatMap(({ message }) => peopleIn(message)));
  return page;
}
