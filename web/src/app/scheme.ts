// The colours before React runs: Material keeps the choice, and the first paint must follow it.

const MODE_KEY = 'mui-mode';

export function applyEarlyScheme(): void {
  let mode = 'system';
  try {
    mode = window.localStorage.getItem(MODE_KEY) ?? 'system';
  } catch {
    // Storage refused: as the system.
  }
  const dark = mode === 'dark' || (mode === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['scheme'] = dark ? 'dark' : 'light';
}
