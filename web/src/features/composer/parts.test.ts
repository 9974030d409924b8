import { describe, expect, it } from 'vitest';

import { partsOf } from './parts';

const most = 100;
const lengths = (parts: readonly string[]): number[] => parts.map((part) => [...part].length);

describe('a text that is too long', () => {
  it('is cut behind paragraphs, else lines, else words', () => {
    const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
    const parts = partsOf(`${words(9)}\n\n${words(8)}\nlast`, most);
    expect(parts[0]).toBe(words(9));
    for (const text of [words(60), words(60).replaceAll(' ', '\n')]) {
      const cut = partsOf(text, most);
      expect(Math.max(...lengths(cut))).toBeLessThanOrEqual(most);
      expect(cut.join(' ').split(/\s/)).toEqual(text.split(/\s/));
    }
  });

  it('is cut anywhere where nothing ends, and never within a character', () => {
    const text = '😀'.repeat(250);
    const parts = partsOf(text, most);
    expect(Math.max(...lengths(parts))).toBeLessThanOrEqual(most);
    expect(parts.join('')).toBe(text);
  });

  it('stays code in every part', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `  line ${index}`);
    const parts = partsOf(`\`\`\`js\n${lines.join('\n')}\n\`\`\`\ndone`, most);
    expect(Math.max(...lengths(parts))).toBeLessThanOrEqual(most);
    for (const part of parts) expect(part.match(/^```/gm)).toHaveLength(2);
    expect(parts.join('\n').match(/^ {2}line \d+$/gm)).toEqual(lines);
  });

  it('is one part when it fits', () => {
    expect(partsOf('x'.repeat(most), most)).toEqual(['x'.repeat(most)]);
    expect(partsOf(' \n', most)).toEqual([]);
  });
});
