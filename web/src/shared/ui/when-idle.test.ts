import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const part = (): null => null;

describe('parts of the page that nobody has opened', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal('requestIdleCallback', (call: () => void) => queueMicrotask(call));
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'connection');
  });

  /** The loads that have begun once the page is idle. */
  async function begun(): Promise<string[]> {
    const { fetchAhead, fetchIdly, fetchParts, whenIdle } = await import('./when-idle');
    const loads: string[] = [];
    const load = (name: string) => async () => {
      loads.push(name);
      return part;
    };
    whenIdle(load('a menu'));
    fetchParts();
    fetchAhead([load('a dialog')]);
    fetchIdly([load('counts')]);
    whenIdle(load('a menu of what came later'));
    await vi.waitFor(() => expect(loads).toContain('counts'));
    return loads;
  }

  it('are fetched while it is idle, in the order of their asking', async () => {
    expect(await begun()).toEqual(['a menu', 'a dialog', 'counts', 'a menu of what came later']);
  });

  it('are left for later where the browser is to save data, and nothing else is', async () => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });
    expect(await begun()).toEqual(['counts']);
  });
});
