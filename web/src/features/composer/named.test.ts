import { describe, expect, it } from 'vitest';

import { namesIn } from './named';

describe('the names in a begun text', () => {
  it.each([
    ['@jane hi', ['jane']],
    ['ask @jane.smith.', ['jane.smith']],
    ['(@e1), @jane... @e1', ['e1', 'jane']],
    ['mail me@jane or @nobody', ['nobody']],
    ['@', []],
    ['_@jane_', ['jane']],
  ])('of %j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it('leave out the one under the caret when asked', () => {
    expect(namesIn('@jane and @bo', 13)).toEqual(['jane']);
    expect(namesIn('@jane and @bo', 5)).toEqual(['bo']);
  });
});
