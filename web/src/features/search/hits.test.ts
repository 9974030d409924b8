import { describe, expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { piecesOf, search } from './hits';

const said = (...texts: string[]) => texts.map((text, index) => messageOf({ id: index, seq: index, text }));

describe('a search of what is loaded', () => {
  it('finds messages with every word, in any case, the latest first', () => {
    const found = search(said('the printer is red', 'the car', 'Printer: see the page'), 'PRINTER the');
    expect(found.map(({ id }) => id)).toEqual([2, 0]);
    expect(search(said('anything'), '  ')).toEqual([]);
    expect(search([messageOf({ text: 'gone', deletedAt: 1 })], 'gone')).toEqual([]);
  });

  it('takes signs for what they are', () => {
    const text = 'costs $5 (net) [a-b] c/d \\ e';
    expect(search(said(text), '$5 (net) [a-b] c/d \\')).toHaveLength(1);
    expect(piecesOf(text, '$5 (net) [a-b] c/d \\')).toHaveLength(11);
    expect(search(said('aaa'), '.')).toEqual([]);
  });
});

describe('a hit', () => {
  it('marks the words as they are written, the longer of two that begin alike', () => {
    expect(piecesOf('The printer prints', 'print THE')).toEqual(['', 'The', ' ', 'print', 'er ', 'print', 's']);
    expect(piecesOf('there and the', 'the there')).toEqual(['', 'there', ' and ', 'the', '']);
  });

  it('shows what is read; as it was written only where the word is in that alone', () => {
    expect(piecesOf('a **bold** word', 'bold word')).toEqual(['a ', 'bold', ' ', 'word', '']);
    expect(piecesOf('a **bold** word', '**')).toEqual(['a ', '**', 'bold', '**', ' word']);
  });

  it('begins near the first word found, however far back that stands', () => {
    const [before, found] = piecesOf(`${'word '.repeat(400)}needle`, 'needle');
    expect(found).toBe('needle');
    expect(before).toMatch(/^… word/);
    expect(before?.length).toBeLessThan(70);
    expect(piecesOf(`${'x'.repeat(200)}needle`, 'needle')).toEqual(['… ', 'needle', '']);
  });
});
