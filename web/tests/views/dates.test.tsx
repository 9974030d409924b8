import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { DateDialog } from '../../src/features/dates/DateDialog';
import { Calendar } from '../../src/shared/ui/Calendar';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

const at = (year: number, month: number, day: number): number => new Date(year, month - 1, day, 15).getTime();
const focused = (): string | null | undefined => document.activeElement?.getAttribute('aria-label');

describe('a calendar', () => {
  it('is walked through by keyboard, as far as there are days', async () => {
    const pick = vi.fn();
    stage.show(<Calendar at={at(2026, 3, 31)} first={at(2026, 1, 10)} last={at(2026, 4, 2)} takesFocus onPick={pick} />);
    expect(focused()).toContain('31');
    await userEvent.keyboard('{PageUp}');
    expect(focused()).toMatch(/28.*February|February 28/);
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
    expect(focused()).toContain('20');
    await userEvent.keyboard('{PageUp}{PageUp}');
    expect(focused()).toMatch(/10.*January|January 10/);
    expect(screen.getByRole('button', { name: 'Previous month' })).toHaveProperty('disabled', true);
    await userEvent.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}{ArrowDown}{Enter}');
    expect(pick).toHaveBeenCalledWith(new Date(2026, 3, 2).getTime());
  });

  it('turns its months by mouse, and has no day after the last', async () => {
    const pick = vi.fn();
    stage.show(<Calendar at={at(2026, 4, 2)} last={at(2026, 4, 2)} onPick={pick} />);
    expect(screen.getByRole('button', { name: 'Next month' })).toHaveProperty('disabled', true);
    expect(screen.getByText('30')).toHaveProperty('disabled', true);
    await userEvent.click(screen.getByRole('button', { name: 'Previous month' }));
    await userEvent.click(screen.getByText('30'));
    expect(pick).toHaveBeenCalledWith(new Date(2026, 2, 30).getTime());
  });
});

describe('the jump to a date', () => {
  it('leads to the first message from that day on', async () => {
    const [early, late] = [stage.server.post('early', 'bob', null, { createdAt: at(2026, 1, 1) }), stage.server.post('late', 'bob', null, { createdAt: Date.now() })];
    stage.show(<DateDialog conversation="channel:1" channelId={1} at={late.createdAt} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Yesterday' }));
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/c/1/${late.seq}`));
    expect(stage.asked.some((address) => /\/channels\/1\/messages\?at=\d+&/.test(address))).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'First message' }));
    await waitFor(() => expect(window.location.pathname).toBe(`/chat/c/1/${early.seq}`));
  });
});
