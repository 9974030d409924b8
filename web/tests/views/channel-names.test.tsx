import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FormattedText } from '../../src/features/messages/FormattedText';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('a channel’s name in a text', () => {
  let stage: Stage;
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  const lookups = (): number => stage.asked.filter((path) => path.includes('browse=true')).length;

  beforeEach(async () => {
    stage = await setStage();
    vi.useFakeTimers();
    stage.answers['browse=true'] = { items: [channelOf({ id: 7, name: 'printers', role: null })] };
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    stage.session.stop();
  });

  it('becomes a link when the channel is made after the list of channels was fetched', async () => {
    stage.show(<FormattedText text="see #printers" />);
    await pass(0);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/chat/c/7');
    cleanup();
    await pass(2 * 60_000);
    stage.answers['browse=true'] = { items: [channelOf({ id: 8, name: 'outages', role: null })] };
    stage.show(<FormattedText text="see #outages, #1234 and #5678" />);
    await pass(0);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/chat/c/8');
    expect(lookups()).toBe(2);
    // What is no channel's name is looked for once.
    await pass(10 * 60_000);
    expect(lookups()).toBeLessThanOrEqual(3);
  });
});
