import { describe, expect, it } from 'vitest';

import { parseBlocks } from './blocks';
import { plainText } from './plain';
import { readTable } from './tables';
import type { Block } from './tree';

/** What a text holds, in short. */
function shape(source: string, mentions: Parameters<typeof parseBlocks>[1] = []): unknown[] {
  const cell = (children: unknown): string => JSON.stringify(children).replace(/\[?\{"kind":"text","text":"(.*?)"\}\]?/g, '$1');
  const of = (block: Block): unknown => (block.kind === 'table' ? { head: block.head.map(cell), sides: block.sides, rows: block.rows.map((row) => row.map(cell)) } : block.kind);
  return parseBlocks(source, mentions, readTable).map(of);
}

const NO_SIDES = [undefined, undefined];

describe('a table', () => {
  it('is a row of names, a row of dashes, and rows of cells', () => {
    expect(shape('| a | b |\n| --- | ---: |\n| 1 | 2 |')).toEqual([{ head: ['a', 'b'], sides: [undefined, 'right'], rows: [['1', '2']] }]);
    expect(shape('a | b\n:-: | :-\n1 | 2')).toEqual([{ head: ['a', 'b'], sides: ['center', 'left'], rows: [['1', '2']] }]);
    expect(shape('| a |\n|---|\n| 1 |')).toEqual([{ head: ['a'], sides: [undefined], rows: [['1']] }]);
  });

  it('has rows as long as the first one: short ones are filled, long ones cut, as GitHub does; bars and paths are as they were', () => {
    expect(shape('|a|b|\n|-|-|\n|1|\n|1|2|3|\n|srv\\|01|C:\\temp\\*.log|')).toEqual([
      { head: ['a', 'b'], sides: NO_SIDES, rows: [['1', '[]'], ['1', '2'], ['srv|01', 'C:\\\\temp\\\\*.log']] },
    ]);
  });

  it('stands between paragraphs, in lists and in quotes', () => {
    expect(shape('before\n|a|b|\n|-|-|\n|1|2|\nafter')).toEqual(['paragraph', { head: ['a', 'b'], sides: NO_SIDES, rows: [['1', '2']] }, 'paragraph']);
    expect(shape('> |a|b|\n> |-|-|')).toEqual(['quote']);
    expect(parseBlocks('> |a|b|\n> |-|-|', [], readTable)[0]).toMatchObject({ children: [{ kind: 'table', rows: [] }] });
  });

  it('holds formatting and mentions', () => {
    const text = '|who|b|\n|-|-|\n|@bob|**x**|';
    const [table] = parseBlocks(text, [{ userId: 'bob', start: text.indexOf('@'), length: 4 }], readTable);
    expect(table).toMatchObject({ rows: [[[{ kind: 'mention', username: 'bob' }], [{ kind: 'bold' }]]] });
  });

  it.each(['a | b', 'a | b\n---', 'a | b\n--- | --- | ---', 'one\n| --- | --- |', '```\n|a|b|\n|-|-|\n```', '- a | b\n- | -', 'ps aux | grep x\n| --'])('is not %j', (text) => {
    expect(shape(text).filter((block) => typeof block !== 'string')).toEqual([]);
  });

  it('reads as its words in a preview', () => {
    expect(plainText('see\n| Host | Up |\n| --- | --- |\n| **srv01** | 99 |')).toBe('see Host Up srv01 99');
  });

  it('is read in time that grows with the text', () => {
    expect(shape(`a|b\n${'-|-\n'.repeat(5000)}`)).toHaveLength(1);
    expect(shape(`${'|'.repeat(20_000)}\n${'-|'.repeat(10_000)}`)).toHaveLength(1);
    expect(shape(`a|b\n${'-'.repeat(20_000)}|x`)).toHaveLength(1);
  });
});
