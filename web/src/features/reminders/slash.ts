// The command that sets a reminder: of a note to oneself, or of a message that is there.

import { remind, remindOfNote } from '../../core/session/reminders';
import { threadIdOf } from '../../core/store/conversation';
import { FURTHEST_MS, YEAR_MS } from '../../shared/moments/moments';
import { futureTime } from '../../shared/moments/useFutureTime';
import { momentsWords } from '../../shared/moments/words';
import type { SlashCommand, SlashContext, SlashResult } from '../../shared/registry/slash';
import { remindersWords } from './dialog-words';
import { readSentence } from './when';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'remind',
    argument: (words) => remindersWords.in(words).slash.whenAndWhat,
    detail: (words) => remindersWords.in(words).slash.remind,
    available: () => true,
    run: setReminder,
  },
];

async function setReminder(argument: string, context: SlashContext): Promise<SlashResult> {
  const { session, dispatch, notify, words } = context;
  const { slash, reminders } = remindersWords.in(words);
  if (/^(?:list|liste)?$/i.test(argument)) {
    dispatch({ type: 'pane_opened', pane: { name: 'reminders' }, takesFocus: true });
    return undefined;
  }
  if (/^[@#]/.test(argument)) return { problem: slash.onlyYou };
  const now = Date.now() + session.store.state.clockOffsetMs;
  const read = readSentence(argument, now);
  if (read === null) return { problem: slash.when };
  const { about } = read;
  // In a year is a minute more than the server takes for sure.
  const at = read.at === now + YEAR_MS ? now + FURTHEST_MS : read.at;
  const moments = momentsWords.in(words);
  if (at <= now) return { problem: moments.moments.past };
  if (at > now + FURTHEST_MS) return { problem: moments.moments.tooFar };
  if (about !== '') await remindOfNote(session, about, at);
  else {
    const messageId = messageMeant(context);
    if (messageId === null) return { problem: slash.what };
    await remind(session, messageId, at);
  }
  notify.info(reminders.at(futureTime(at, now, moments)));
  return undefined;
}

/** What is being answered, else the thread, else the last message here. */
function messageMeant({ session, conversation, me }: SlashContext): number | null {
  const answered = session.drafts.get(me?.username ?? '', conversation)?.replyToId ?? threadIdOf(conversation);
  if (answered !== null) return answered;
  const messages = session.store.state.timelines[conversation]?.messages ?? [];
  return messages.findLast(({ type, deletedAt }) => type !== 'system' && deletedAt === null)?.id ?? null;
}
