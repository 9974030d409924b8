import { describe, expect, it } from 'vitest';

import { writtenIn } from './written';

describe('what is sent of a text', () => {
  it.each([
    ['\n\n  one\n', '  one'],
    ['- one\n- ', '- one'],
    ['1. one\n2. ', '1. one'],
    ['> - one\n> - ', '> - one'],
    ['> said\n> ', '> said'],
    ['- one\n-', '- one'],
    ['a\n-', 'a\n-'],
    ['- ', '-'],
    ['- one\n- \n- two', '- one\n- \n- two'],
  ])('%j', (text, expected) => {
    expect(writtenIn(text)).toBe(expected);
  });
});
