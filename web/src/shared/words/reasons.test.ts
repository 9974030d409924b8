import { describe, expect, it } from 'vitest';

import { ChatError } from '../../core/protocol/errors';
import { english } from './english';
import { german } from './german';
import { reasonOf } from './reasons';

describe('why something did not work', () => {
  it('is said in the server’s words where it refuses on purpose, else in the page’s', () => {
    expect(reasonOf(new ChatError('forbidden', 'Join the channel first.'), english)).toBe('Join the channel first.');
    expect(reasonOf(new ChatError('busy', 'queue full'), english)).toBe(english.errors.busy);
    expect(reasonOf(new TypeError('x is undefined'), english)).toBe(english.errors.internal);
  });

  it('begins in the user’s own language', () => {
    expect(reasonOf(new ChatError('forbidden', 'Join the channel first.'), german)).toBe('Dazu fehlt Ihnen die Berechtigung. (Join the channel first.)');
    expect(reasonOf(new ChatError('busy', 'queue full'), german)).toBe(german.errors.busy);
  });
});
