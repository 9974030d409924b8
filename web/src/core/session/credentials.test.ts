import { describe, expect, it } from 'vitest';

import type { TextStorage } from '../drafts/drafts';
import { Credentials, TOKEN_KEY } from './credentials';

function storage(): TextStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe('a kept login', () => {
  it('is gone once another tab has ended it', () => {
    const kept = storage();
    const credentials = new Credentials(kept);
    credentials.keep('mine');
    kept.removeItem(TOKEN_KEY);
    expect(credentials.token).toBeNull();
  });

  it('lasts as long as the page where storage is refused or absent', () => {
    const refusing = storage();
    refusing.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    for (const credentials of [new Credentials(refusing), new Credentials(null)]) {
      credentials.keep('mine');
      expect(credentials.token).toBe('mine');
      credentials.forget();
      expect(credentials.token).toBeNull();
    }
  });
});
