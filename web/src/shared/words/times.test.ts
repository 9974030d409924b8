import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { english } from './english';

beforeEach(() => void vi.resetModules());

afterEach(() => void vi.unstubAllGlobals());

it.each([
  ['en-GB', '04:05'],
  ['en-US', '4:05 AM'],
])('the time of day is written as in %s', async (language, written) => {
  vi.stubGlobal('navigator', { languages: [language], language });
  const { timeOfDay } = await import('./times');
  expect(timeOfDay(new Date(2026, 1, 1, 4, 5).getTime(), english).replace('\u202F', ' ')).toBe(written);
});
