import { afterEach, expect, it } from 'vitest';

import { setMode, startScheme } from './scheme';

const shown = (): string | undefined => document.documentElement.dataset['scheme'];

afterEach(() => {
  setMode('system');
  localStorage.clear();
});

it('shows what was chosen, here or in another tab, from the first paint on', () => {
  localStorage.setItem('mui-mode', 'dark');
  startScheme();
  expect(shown()).toBe('dark');
  setMode('light');
  expect(shown()).toBe('light');
  expect(localStorage.getItem('mui-mode')).toBe('light');
  localStorage.setItem('mui-mode', 'dark');
  window.dispatchEvent(new StorageEvent('storage', { key: 'mui-mode' }));
  expect(shown()).toBe('dark');
  localStorage.setItem('mui-mode', 'nonsense');
  window.dispatchEvent(new StorageEvent('storage', { key: 'mui-mode' }));
  expect(shown()).toBe('light');
});
