// Whoever's browser is German never sees the page in English, not even while it loads.

import { act } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  window.localStorage.clear();
  document.body.innerHTML = '<div id="root"></div>';
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-AT');
  // Nobody is logged in.
  vi.stubGlobal('fetch', async () => Response.json({ error: { code: 'unauthorized', message: '' } }, { status: 401 }));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('speaks German from the first word where the browser does', async () => {
  const seen = new Set<string>();
  const observer = new MutationObserver(() => seen.add(document.body.textContent ?? ''));
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  await act(() => import('../../src/app/main'));
  await vi.waitFor(() => expect(document.body.textContent).toContain('Anmelden'), { timeout: 15_000 });
  observer.disconnect();
  expect(seen.size).toBeGreaterThan(0);
  expect([...seen].filter((said) => /Log in|User name|Password/.test(said))).toEqual([]);
});
