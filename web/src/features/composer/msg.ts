// What `/msg` and `/join` do.

import type { Person } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { channelNamed, wordFor } from '../../shared/hooks/names/channels';
import type { SlashContext, SlashResult } from '../../shared/registry/slash';
import { composerWords } from './format-words';

/** Writes to somebody, or into a channel, and goes there; without a text it only goes there. */
export async function message(argument: string, context: SlashContext): Promise<SlashResult> {
  const { session, navigate, words } = context;
  const { slash } = composerWords.in(words);
  if (argument.startsWith('#')) return intoChannel(argument, context);
  const found = await addressee(argument.replace(/^@/, ''), context);
  if (found === null) return { problem: argument === '' ? slash.nobody : slash.unknownPerson(firstWord(argument)) };
  const channel = await session.openDirect([found.person.username]);
  // It waits in the outbox if it must.
  if (found.text !== '') session.sending.send(channelKey(channel.id), found.text).catch(context.notify.failure);
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

/** Whom a text begins with: the longest user name, since one may have spaces. Unknown ones are looked for. */
async function addressee(written: string, { session }: SlashContext): Promise<{ person: Person; text: string } | null> {
  const among = (): { person: Person; text: string } | null => {
    const begun = Object.values(session.store.state.people)
      .filter((person) => person.active && beginsWith(written, person.username))
      .toSorted((one, other) => other.username.length - one.username.length);
    const [person] = begun;
    return person === undefined ? null : { person, text: written.slice(person.username.length).replace(/^[,:]?\s*/, '') };
  };
  const known = among();
  if (known !== null || written === '') return known;
  await session.findPeople(firstWord(written));
  return among();
}

function beginsWith(text: string, username: string): boolean {
  return text.toLowerCase().startsWith(username.toLowerCase()) && !/^[\p{L}\p{N}_]/u.test(text.slice(username.length));
}

function firstWord(text: string): string {
  return text.replace(/^@/, '').split(/\s/)[0] ?? '';
}
