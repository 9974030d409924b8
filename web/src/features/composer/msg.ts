// What `/msg` and `/join` do.

import { channelKey } from '../../core/store/conversation';
import { readName } from '../../shared/hooks/names/addressed';
import { channelNamed, wordFor } from '../../shared/hooks/names/channels';
import type { SlashContext, SlashResult } from '../../shared/registry/slash';
import { composerWords } from './format-words';

/** Writes to somebody, or into a channel, and goes there; without a text it only goes there. */
export async function message(argument: string, context: SlashContext): Promise<SlashResult> {
  const { session, navigate, words } = context;
  const { slash } = composerWords.in(words);
  if (argument.startsWith('#')) return intoChannel(argument, context);
  if (argument.replace(/^@/, '') === '') return { problem: slash.nobody };
  const found = await readName(argument, session, words);
  if ('problem' in found) return found;
  const channel = await session.openDirect([found.person.username]);
  // It waits in the outbox if it must.
  if (found.after !== '') session.sending.send(channelKey(channel.id), found.after).catch(context.notify.failure);
  navigate({ channelId: channel.id, seq: null });
  return undefined;
}

/** Opens a channel by its name, and joins it where that is needed. */
export async function join(argument: string, { session, navigate, words }: SlashContext): Promise<SlashResult> {
  const { slash } = composerWords.in(words);
  const name = argument.replace(/^[#~]/, '').trim();
  if (name === '') return { problem: slash.noChannel };
  const own = channelNamed(Object.values(session.store.state.channels), name);
  const channel = own ?? channelNamed((await session.channel.browse(name.replace(/-/g, ' '))).items, name) ?? channelNamed((await session.channel.browse(name)).items, name);
  if (channel === undefined) return { problem: slash.unknownChannel(`#${wordFor(name)}`) };
  if (channel.role === null) await session.join(channel.id);
  navigate({ channelId: channel.id, seq: null });
  return undefined;
}

function intoChannel(argument: string, { session, navigate, notify, words }: SlashContext): SlashResult {
  const [, name = '', text = ''] = /^#(\S*)\s*(.*)$/s.exec(argument) ?? [];
  const channel = channelNamed(Object.values(session.store.state.channels).filter(({ role }) => role !== null), name);
  if (channel === undefined) return { problem: composerWords.in(words).slash.unknownChannel(`#${name}`) };
  if (text !== '') session.sending.send(channelKey(channel.id), text).catch(notify.failure);
  navigate({ channelId: channel.id, seq: null });
  return undefined;
}
