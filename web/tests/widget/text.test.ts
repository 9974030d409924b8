import { describe, expect, it, vi } from 'vitest';

import { loadFormatting } from '../../src/widget/conversation/Text';

const root = document.createElement('div').attachShadow({ mode: 'open' });

describe('what reads formatting', () => {
  it('is loaded with the first text that may hold some, though it failed before', async () => {
    vi.doMock('../../src/widget/conversation/formatting', () => {
      throw new Error('not there');
    });
    expect(await loadFormatting([{ text: 'Good morning!' }, { text: '*now*' }], root)).toBe(false);
    vi.doUnmock('../../src/widget/conversation/formatting');
    expect(await loadFormatting([{ text: 'Good morning!' }, { text: '9.30 is fine, (thanks) & bye; 3 < 4' }], root)).toBe(false);
    expect(await loadFormatting([{ text: 'Good morning!' }, { text: '*now*' }], root)).toBe(true);
    // It stays.
    expect(await loadFormatting([{ text: '*now*' }], root)).toBe(false);
  });

  it.each(['@bob', '- one', '1. one', 'two\nlines', '> said', 'https://example.com', 'see www.example.com', '#general', 'C:\\temp', '`x`', '~~no~~', 'a@b.example'])(
    'reads %j',
    async (text) => {
      vi.resetModules();
      const { loadFormatting: load } = await import('../../src/widget/conversation/Text');
      expect(await load([{ text }], root)).toBe(true);
    },
  );
});
