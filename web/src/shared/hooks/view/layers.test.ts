import { afterEach, describe, expect, it, vi } from 'vitest';

import { forgetLayers, layersHere, matchLayers, pushAddress, replaceAddress } from './layers';

describe('the bare address', () => {
  it('is replaced by the conversation that it leads to', () => {
    window.history.replaceState(null, '', '/chat');
    const before = window.history.length;
    replaceAddress('/chat/c/4');
    expect(window.location.pathname).toBe('/chat/c/4');
    expect(window.history.length).toBe(before);
  });
});

describe('the layers over a conversation', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    window.history.replaceState(null, '', '/');
  });

  it('are forgotten by a page that begins anew while the browser still goes back', () => {
    window.history.replaceState(null, '', '/chat/c/1');
    // It answers in its own time: here, after the page has gone.
    const go = vi.spyOn(window.history, 'go').mockImplementation(() => undefined);
    matchLayers(['/chat/c/1', '/chat/c/1?dialog=profile']);
    expect(layersHere()).toBe(1);
    expect(window.location.search).toBe('?dialog=profile');
    matchLayers(['/chat/c/1']);
    expect(go).toHaveBeenCalledWith(-1);
    forgetLayers(0);
    pushAddress('/chat/c/2', '/chat/c/1');
    expect(window.location.pathname).toBe('/chat/c/2');
  });
});
