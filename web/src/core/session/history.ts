// What a message said before it was edited. Only the dialog that shows it loads this.

import type { EarlierText } from '../protocol/generated';
import type { Page } from '../rest/client';
import type { ChatSession as Session } from './session';

/** The earlier texts of a message, the latest first. */
export function earlierTexts({ rest }: Session, messageId: number, cursor?: string): Promise<Page<EarlierText>> {
  return rest.call('GET', `/api/chat/messages/${messageId}/history`, { cursor });
}
