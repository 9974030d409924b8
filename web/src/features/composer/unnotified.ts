// Whom a message mentioned although they are not notified: too many people, or people who cannot see its thread.

import type { MessageReply } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import type { Notify } from '../../shared/hooks/view/notify';
import type { Translation } from '../../shared/words/words';
import { composerWords } from './format-words';

/** Who is not in a channel was named below the box already. */
export function sayUnnotified({ message, mentionsDropped = 0, mentionsOutside = [] }: MessageReply, { people, limits }: ChatState, notify: Notify, translation: Translation): void {
  const { composer } = composerWords.in(translation);
  if (mentionsDropped > 0) notify.info(composer.mentionsDropped(mentionsDropped, limits.mentions));
  if (message.threadId === undefined || mentionsOutside.length === 0) return;
  notify.info(composer.notInThread(mentionsOutside.map((username) => nameOf(people, username))));
}
