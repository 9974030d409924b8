import german from 'emoji-picker-element-data/de/cldr-native/data.json';
import english from 'emoji-picker-element-data/en/emojibase/data.json';
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';

import { usual } from './emoji';
import { codeFor, ranked, type NamedEmoji } from './emoji-rank';
import { RankedEmoji } from './ranked-emoji';

/** What the database finds: whatever has a word that begins so. */
function search(query: string, used: readonly string[] = [], data: readonly NamedEmoji[] = english as NamedEmoji[]): string[] {
  const words = (emoji: NamedEmoji): string[] =>
    [emoji.annotation, ...(emoji.shortcodes ?? []), ...(emoji.tags ?? [])].flatMap((name) => name.toLowerCase().split(/[\s_]+/));
  const found = data.filter((emoji) => words(emoji).some((word) => word.startsWith(query)));
  return ranked(found.map((emoji) => ({ ...emoji, emoji: usual(emoji.emoji) })), query, used).map(({ emoji }) => emoji);
}

describe('the short code of an emoji', () => {
  const thumb = ({ emoji }: NamedEmoji): boolean => emoji.startsWith('👍');
  const names = [english, german].flatMap((data) => (data as NamedEmoji[]).filter(thumb));

  it.each([
    ['thu', 'thumbsup'],
    ['+1', '+1'],
    ['dau', 'daumen_hoch'],
    ['hoch', 'daumen_hoch'],
    ['like', '+1'],
  ])('is the one that the typed letters begin: %s', (query, code) => {
    expect(codeFor(names, query)).toBe(code);
  });
});

describe('the emoji for a begun word', () => {
  it.each([
    ['ok', ['🆗', '👌']],
    ['heart', ['❤\uFE0F']],
    ['pizza', ['🍕']],
    ['thumbsup', ['👍']],
    ['thumb', ['👍', '👎']],
    ['smile', ['😄']],
    ['smil', ['😄']],
    ['tada', ['🎉']],
  ])('of %s', (query, expected) => {
    expect(search(query).slice(0, expected.length)).toEqual(expected);
  });

  it.each([
    ['herz', '❤\uFE0F'],
    ['pizza', '🍕'],
    ['daumen', '👍'],
  ])('of the German %s', (query, expected) => {
    expect(search(query, [], german as NamedEmoji[])[0]).toBe(expected);
  });

  it('goes by what the user has used, but for the one called so', () => {
    expect(search('hear', ['💙'])[0]).toBe('💙');
    expect(search('ok', ['🫡']).slice(0, 2)).toEqual(['🆗', '🫡']);
  });

  it('never takes what the user has used for a word that only begins so', () => {
    // 😂 is about a smiley.
    const both = [...english, ...german] as NamedEmoji[];
    expect(search('smil', ['😂'], both)[0]).toBe('😄');
  });
});

describe('the database of emoji', () => {
  it.each([
    ['haken', '✅'],
    ['hake', '✅'],
    ['fertig', '✅'],
    ['Fehler', '❌'],
    ['lachen', '😂'],
    ['herz', '❤\uFE0F'],
  ])('knows what Germans call them: %s', async (query, expected) => {
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify(german), { headers: { etag: 'one' } }));
    const database = new RankedEmoji({ dataSource: 'https://chat.test/german.json', locale: 'de' });
    const [first] = await database.getEmojiBySearchQuery(query);
    expect(first !== undefined && 'unicode' in first && usual(first.unicode)).toBe(expected);
    await database.close();
    vi.unstubAllGlobals();
  });
});
