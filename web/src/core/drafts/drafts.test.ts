import { describe, expect, it } from 'vitest';

import { Drafts, type TextStorage } from './drafts';

function storage(): TextStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const full: TextStorage = {
  getItem: () => null,
  setItem: () => {
    throw new DOMException('full', 'QuotaExceededError');
  },
  removeItem: () => {
    throw new DOMException('denied', 'SecurityError');
  },
};

describe('drafts', () => {
  it('are kept per user and channel, over a reload', () => {
    const kept = storage();
    new Drafts(kept).set('alice', 'channel:1', { text: 'begun', replyToId: 5 });
    const later = new Drafts(kept);
    expect(later.get('alice', 'channel:1')).toEqual({ text: 'begun', replyToId: 5 });
    expect(later.get('alice', 'channel:2')).toBeNull();
    expect(later.get('bob', 'channel:1')).toBeNull();
    later.set('alice', 'channel:1', { text: ' ', replyToId: null });
    expect(new Drafts(kept).get('alice', 'channel:1')).toBeNull();
  });

  it('live as long as the page where storage is refused', () => {
    const drafts = new Drafts(full);
    drafts.set('alice', 'channel:1', { text: 'begun', replyToId: null });
    expect(drafts.get('alice', 'channel:1')?.text).toBe('begun');
    drafts.set('alice', 'channel:1', { text: '', replyToId: null });
    expect(drafts.get('alice', 'channel:1')).toBeNull();
  });

  it('are what another tab has made of them', () => {
    const kept = storage();
    const [here, there] = [new Drafts(kept), new Drafts(kept)];
    here.set('alice', 'channel:1', { text: 'begun here', replyToId: null });
    there.set('alice', 'channel:1', { text: 'ended there', replyToId: 5 });
    expect(here.get('alice', 'channel:1')).toEqual({ text: 'ended there', replyToId: 5 });
    there.set('alice', 'channel:1', { text: '', replyToId: null });
    expect(here.get('alice', 'channel:1')).toBeNull();
  });

  it('survive rubbish in the storage', () => {
    const kept = storage();
    kept.setItem('orvale-chat.draft.alice.1', '{broken');
    expect(new Drafts(kept).get('alice', 'channel:1')).toBeNull();
  });
});
