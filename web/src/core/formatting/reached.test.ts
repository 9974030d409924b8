import { describe, expect, it } from 'vitest';

import { reachedInEnglish } from './reached';
import { reachedInGerman } from './reached.de';

describe('whom a message notifies', () => {
  it('is said with how many of them are off duty', () => {
    expect(reachedInEnglish(43, 0)).toBe('43 people');
    expect(reachedInEnglish(5, 3, '#general')).toBe('5 people in #general, 3 of them off duty');
    expect(reachedInEnglish(1, 1, '#general')).toBe('1 person in #general, who is off duty');
    expect(reachedInGerman(43, 0)).toBe('43 Personen');
    expect(reachedInGerman(5, 3, '#general')).toBe('5 Personen in #general, davon 3 nicht im Dienst');
    expect(reachedInGerman(1, 1)).toBe('1 Person, die nicht im Dienst ist');
  });
});
