import { afterEach, describe, expect, it, vi } from 'vitest';

import { loadShortcodes, withEmoji } from './shortcodes';

const EMOJI = [
  { emoji: '😄', shortcodes: ['smile'] },
  { emoji: '🎉', shortcodes: ['tada'] },
  { emoji: '✅\uFE0F', shortcodes: ['white_check_mark'] },
  { emoji: '👍\uFE0F', shortcodes: ['+1', 'thumbsup'] },
  { emoji: '❤\uFE0F', shortcodes: ['heart'] },
];

describe('short codes', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('are said to be unknown until what they mean is there, also after a failure', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
    expect(withEmoji('nothing to see: 12:30:45')).not.toBeNull();
    expect(withEmoji('hi :smile:')).toBeNull();
    await loadShortcodes();
    expect(withEmoji('hi :smile:')).toBeNull();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(EMOJI))));
    await loadShortcodes();
    expect(withEmoji('hi :smile:')).toBe('hi 😄');
  });

  it.each([
    [':tada::tada: done :+1:!', '🎉🎉 done 👍!'],
    // Written as the keyboard writes it: two ways to write one emoji would be two reactions.
    [':white_check_mark: :heart:', '✅ ❤\uFE0F'],
    ['`:smile:` and ```\n:smile:\n``` :smile:', '`:smile:` and ```\n:smile:\n``` 😄'],
    ['```\n:smile:', '```\n:smile:'],
    ['a:smile: :smile:b :unknown: 12:30:45 https://a.b/:smile:', 'a:smile: :smile:b :unknown: 12:30:45 https://a.b/:smile:'],
  ])('in %j', (text, expected) => {
    expect(withEmoji(text)).toBe(expected);
  });
});
