import { describe, expect, it } from 'vitest';

import { begunAt, filterOf, formatQuery, isComplete, mended, partsOf, queryOf, readQuery, settle, wordsOf, written } from './query';

const pieces = (text: string): string[] => partsOf(text).map(({ start, end }) => text.slice(start, end));
const known = (): boolean => true;

describe('a search', () => {
  it('has the parts that the server finds in it', () => {
    expect(pieces('Quick  ok')).toEqual(['Quick', 'ok']);
    expect(pieces('"Quick check" ok -"a b" 12" say"hi')).toEqual(['"Quick check"', 'ok', '-"a b"', '12"', 'say"hi']);
    expect(pieces('from:"Ann Lee"x „so was“ ok')).toEqual(['from:"Ann Lee"', 'x', '„so was“', 'ok']);
    expect(pieces('--force - -')).toEqual(['--force', '-', '-']);
  });

  it('takes a colon for a filter only after the name of one', () => {
    for (const text of ['http://intranet/x', 'c:\\users', '10:30', 'fe80::1', 'error:', 'form:ben', 'x-from:a']) expect(filterOf(text), text).toBeNull();
    expect(filterOf('FROM:me')).toEqual({ name: 'from', value: 'me', excluded: false });
    expect(filterOf('-in:"#front desk"')).toEqual({ name: 'in', value: '#front desk', excluded: true });
  });

  it('knows which filters the server can search by', () => {
    const complete = (text: string): boolean => isComplete(filterOf(text) ?? { name: 'in', value: '', excluded: false });
    expect(['from:bob', 'in:#x', 'has:File', 'has:pdf', 'is:thread', 'on:2026-11-26', 'during:2026', 'after:2024-02-29'].filter((text) => !complete(text))).toEqual([]);
    expect(['from:', 'from:@', 'in:#', 'has:cheese', 'is:', 'on:soon', 'on:2026-13', 'on:2026-02-30', 'on:2026-1'].filter(complete)).toEqual([]);
  });

  it('is read into filters and text, and written as it was', () => {
    const asked = readQuery('printer from:bob  -has:file jam has:cheese');
    expect(asked).toEqual({ filters: ['from:bob', '-has:file'], text: 'printer jam has:cheese' });
    expect(formatQuery(asked)).toBe('from:bob -has:file printer jam has:cheese');
    expect(readQuery(formatQuery(asked))).toEqual(asked);
  });

  it('takes a filter out of the text once the caret has left it', () => {
    expect(settle({ filters: [], text: 'from:bob' }, 8)).toEqual({ filters: [], text: 'from:bob' });
    expect(settle({ filters: [], text: 'from:bob ' }, 9)).toEqual({ filters: ['from:bob'], text: '' });
    expect(settle({ filters: [], text: 'from:b printer' }, 6).filters).toEqual([]);
    expect(settle({ filters: ['from:bob'], text: 'from:bob printer' }, 12)).toEqual({ filters: ['from:bob'], text: 'printer' });
    expect(settle({ filters: [], text: 'from:"Ann ' }, 10).filters).toEqual([]);
  });

  it.each([
    ['from:alice from:@alice From:"Alice"', ['from:alice']],
    ['mentions:@network mentions:@Network', ['mentions:@network']],
    ['in:#general in:General in:"#general"', ['in:#general']],
    ['has:file HAS:File has:link', ['has:file', 'has:link']],
    ['from:alice -from:alice with:alice', ['from:alice', '-from:alice', 'with:alice']],
    ['in:@ann in:ann', ['in:@ann', 'in:ann']],
    ['from:jose\u0301 from:josé from:jose', ['from:jose\u0301', 'from:jose']],
  ])('has each filter once, however it is written: %s', (query, filters) => {
    expect(readQuery(query).filters).toEqual(filters);
    // One after another, too.
    expect(query.split(/ (?=-?\w+:)/i).reduce((asked, part) => settle({ ...asked, text: part }, null), readQuery('')).filters).toEqual(filters);
  });

  it('asks for nothing that is only half written', () => {
    expect(queryOf({ filters: ['in:x'], text: 'printer from:bo' }, () => false)).toBe('in:x printer');
    expect(queryOf({ filters: [], text: 'from:bob' }, known)).toBe('from:bob');
    expect(queryOf({ filters: [], text: 'printer on:2026-1' }, known)).toBe('printer');
    expect(queryOf({ filters: [], text: '"paper ja' }, known)).toBe('"paper ja"');
    expect(queryOf({ filters: [], text: 'jam "' }, known)).toBe('jam');
    expect(queryOf({ filters: [], text: 'form:bob' }, known)).toBe('form:bob');
    expect(queryOf({ filters: [], text: 'jam is:foo' }, known, () => true)).toBe('jam is:foo');
  });

  it('says what is being written at the caret', () => {
    expect(begunAt('printer fr', 10)).toEqual({ start: 8, end: 10, filter: null, word: 'fr', excluded: false });
    expect(begunAt('-ha', 3)).toMatchObject({ word: 'ha', excluded: true });
    expect(begunAt('from:bo x', 7)).toMatchObject({ start: 0, end: 7, filter: { name: 'from', value: 'bo' } });
    expect(begunAt('printer ', 8)).toBeNull();
    expect(begunAt('10:30', 5)).toBeNull();
  });

  it('is mended where a filter has a slip in its name', () => {
    expect(mended('printer form:bob', 'form', 'from')).toBe('printer from:bob');
    expect(mended('-form:bob x', 'form', null)).toBe('-"form:bob" x');
    expect(mended('printer', 'form', 'from')).toBe('printer');
  });

  it('writes names with spaces in quotes, and knows the words beside the filters', () => {
    expect(written('in', '#front desk')).toBe('in:"#front desk"');
    expect(written('from', 'bob', true)).toBe('-from:bob');
    expect(wordsOf('printer from:bob "red one"')).toBe('printer "red one"');
  });
});
