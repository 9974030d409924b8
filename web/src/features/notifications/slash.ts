// The command that turns do-not-disturb on and off.

import type { SlashCommand, SlashContext, SlashResult } from '../../shared/registry/slash';
import { dayAndTime, sameDay, timeOfDay } from '../../shared/words/times';
import { notificationsWords } from './pane-words';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 7 * 24 * 60;

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'dnd',
    argument: (words) => notificationsWords.in(words).slash.howLong,
    detail: (words) => notificationsWords.in(words).slash.dnd,
    available: () => true,
    run: doNotDisturb,
  },
];

/** Turns it on for a while, e.g. `30`, `45 min` or `2 h`; for an hour without one; `off` turns it off. */
async function doNotDisturb(argument: string, { session, notify, words }: SlashContext): Promise<SlashResult> {
  const own = notificationsWords.in(words);
  const { slash } = own;
  const minutes = minutesIn(argument.toLowerCase());
  if (minutes === null) return { problem: slash.dndHow };
  const notifications = await session.notifications();
  const now = Date.now() + session.store.state.clockOffsetMs;
  const until = now + minutes * MINUTE_MS;
  await notifications.prefer({ dndUntil: minutes === 0 ? null : until });
  notify.info(minutes === 0 ? slash.dndOff : slash.dndOn(sameDay(until, now) ? timeOfDay(until, own) : dayAndTime(until, now, own)), 'dnd');
  return undefined;
}

function minutesIn(text: string): number | null {
  if (text === '') return 60;
  if (text === 'off' || text === 'aus') return 0;
  const [, number, unit = ''] = /^(\d{1,5})\s*(m|min|minutes?|minuten?|h|hours?|std|stunden?)?\.?$/.exec(text) ?? [];
  const minutes = Number(number) * (/^[hs]/.test(unit) ? 60 : 1);
  return minutes >= 1 && minutes <= LONGEST_MINUTES ? minutes : null;
}
