// The commands that concern a channel and its members.

import { nameOf } from '../../core/store/selectors';
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

/** Adds everyone who is named, with or without an `@`. */
async function invite(argument: string, { channel, session, notify, words }: SlashContext): Promise<SlashResult> {
  const usernames = [...new Set(argument.split(/[\s,]+/).map((name) => name.replace(/^@/, '')))].filter((name) => name !== '');
  if (usernames.length === 0) return { problem: channelsWords.in(words).slash.nobody };
  const people = usernames.map((username) => ({ username, displayName: nameOf(session.store.state.people, username) }));
  const { left, text } = await addPeople(session, pickingWords.in(words), channel.id, people);
  if (left.length > 0) return { problem: text };
  notify.info(text);
  return undefined;
}
