import { describe, expect, it } from 'vitest';

import { channelOf } from '../../../../tests/fakes/samples';
import { channelNamed, wordFor } from './channels';
import { standingOf } from './standing';

describe('where somebody stands', () => {
  it('is said only as far as it is known', () => {
    const items = [{ userId: 'bob' }];
    expect(standingOf(null, 'bob')).toBe('unknown');
    expect(standingOf({ items, whole: false }, 'bob')).toBe('member');
    expect(standingOf({ items, whole: false }, 'eve')).toBe('unknown');
    expect(standingOf({ items, whole: true }, 'eve')).toBe('outsider');
  });
});

describe('a written channel name', () => {
  const channels = [
    channelOf({ id: 1, name: 'Bug reports' }),
    channelOf({ id: 2, name: 'bug-reports' }),
    channelOf({ id: 3, name: 'Büro (3. OG)' }),
    channelOf({ id: 4, name: 'bob', type: 'direct' }),
  ];

  it('means the channel of that very name first, else the one whose word it is', () => {
    expect(channelNamed(channels, 'BUG-reports')?.id).toBe(2);
    expect(channelNamed(channels.slice(0, 1), 'bug-reports')?.id).toBe(1);
    expect(channelNamed(channels, wordFor('Büro (3. OG)'))?.id).toBe(3);
    expect(channelNamed(channels, 'bob')).toBeUndefined();
  });
});
