// The commands that concern a channel and its members.

import type { Person } from '../../core/protocol/generated';
import { readName } from '../../shared/hooks/names/addressed';
import { addPeople } from '../../shared/hooks/useAddPeople';
import { pickingWords } from '../../shared/words/picking-words';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { rightsIn } from '../../shared/hooks/rights';
import type { SlashCommand, SlashContext, SlashResult } from '../../shared/registry/slash';
import { channelsWords } from './dialog-words';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'invite',
    argument: (words) => channelsWords.in(words).slash.people,
    detail: (words) => channelsWords.in(words).slash.invite,
    available: ({ channel, permissions }) => rightsIn(channel, permissions).invite,
    run: invite,
  },
  {
    name: 'leave',
    argument: () => '',
    detail: (words) => channelsWords.in(words).slash.leave,
    available: ({ channel, permissions }) => rightsIn(channel, permissions).leave,
    run: (_argument, { channel, dispatch }) => {
      dispatch({ type: 'dialog_opened', dialog: { name: 'leave_channel', channel } });
      return undefined;
    },
  },
  {
    name: 'mute',
    argument: () => '',
    detail: (words) => channelsWords.in(words).slash.mute,
    available: ({ channel }) => channel.role !== null,
    run: async (_argument, { channel, session, notify, words }) => {
      const muted = !channel.muted;
      await session.prefer(channel.id, { muted });
      const { slash } = channelsWords.in(words);
      notify.info(muted ? slash.muted : slash.unmuted);
      return undefined;
    },
  },
  {
    name: 'topic',
    argument: (words) => channelsWords.in(words).slash.text,
    detail: (words) => channelsWords.in(words).slash.topic,
    available: ({ channel, permissions }) => rightsIn(channel, permissions).change,
    run: async (topic, { channel, session, words }) => {
      if (topic === '') return { problem: channelsWords.in(words).slash.noTopic };
      if (withEmoji(topic) === null) await loadShortcodes();
      await session.channel.update(channel.id, { description: withEmoji(topic) ?? topic });
      return undefined;
    },
  },
];

/** Adds everyone who is named, with or without an `@`; nobody where one of the names is unclear. */
async function invite(argument: string, { channel, session, notify, words }: SlashContext): Promise<SlashResult> {
  const named = new Map<string, Person>();
  let rest = argument;
  while (/[^\s,@]/.test(rest)) {
    // Where a name ends, the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const found = await readName(rest.replace(/^[\s,]+/, ''), session, words);
    if ('problem' in found) return found;
    named.set(found.person.username, found.person);
    rest = found.after;
  }
  if (named.size === 0) return { problem: channelsWords.in(words).slash.nobody };
  const { left, text } = await addPeople(session, pickingWords.in(words), channel.id, [...named.values()]);
  if (left.length > 0) return { problem: text };
  notify.info(text);
  return undefined;
}
