import { describe, expect, it } from 'vitest';

import { mentionsIn } from '../../../tests/fakes/samples';
import { piecesOf } from './hits';

describe('a message that was found', () => {
  it('marks the words found, the longer of two that begin alike', () => {
    expect(piecesOf('The printer prints', ['print', 'The'])).toEqual(['', 'The', ' ', 'print', 'er ', 'print', 's']);
    expect(piecesOf('there and the', ['the', 'there'])).toEqual(['', 'there', ' and ', 'the', '']);
  });

  it('takes signs for what they are', () => {
    expect(piecesOf('costs $5 (net) [a-b] c/d', ['$5', '(net)', '[a-b]', 'c/d'])).toHaveLength(9);
  });

  it('shows what is read; as it was written only where the word is in that alone', () => {
    expect(piecesOf('a **bold** word', ['bold', 'word'])).toEqual(['a ', 'bold', ' ', 'word', '']);
    expect(piecesOf('a **bold** word', ['**'])).toEqual(['a ', '**', 'bold', '**', ' word']);
  });

  it('shows a mention by name, as the conversation does, and marks it where the user name was found', () => {
    const nameOf = (username: string): string | undefined => ({ erin: 'Erin Adler', b7: 'Bob' })[username];
    const text = 'ask @erin about it';
    expect(piecesOf(text, ['ask'], mentionsIn(text, 'erin'), nameOf)).toEqual(['', 'ask', ' @Erin Adler about it']);
    expect(piecesOf(text, ['erin'], mentionsIn(text, 'erin'), nameOf)).toEqual(['ask @', 'Erin', ' Adler about it']);
    expect(piecesOf('ask @b7', ['b7'], mentionsIn('ask @b7', 'b7'), nameOf)).toEqual(['ask @', 'b7', '']);
    expect(piecesOf('ask @nobody', ['ask'], mentionsIn('ask @nobody', 'nobody'), nameOf)).toEqual(['', 'ask', ' @nobody']);
  });

  it('shows the text alone where nothing is marked, or no more', () => {
    expect(piecesOf('a new text', [])).toEqual(['a new text']);
    expect(piecesOf('a new text', ['old'])).toEqual(['a new text']);
    expect(piecesOf('', ['old'])).toEqual(['']);
  });

  it('begins near the first word found, however far back that stands', () => {
    const [before, found] = piecesOf(`${'word '.repeat(400)}needle`, ['needle']);
    expect(found).toBe('needle');
    expect(before).toMatch(/^… word/);
    expect(before?.length).toBeLessThan(70);
    expect(piecesOf(`${'x'.repeat(200)}needle`, ['needle'])).toEqual(['… ', 'needle', '']);
    expect(piecesOf('one two', ['one\ntwo'])).toEqual(['', 'one two', '']);
  });
});
