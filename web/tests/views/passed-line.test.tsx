import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { usePassedLine } from '../../src/features/messages/usePassedLine';

describe('the way to the first unread message', () => {
  afterEach(cleanup);

  const show = (newAfter: number) =>
    renderHook(({ after, sent }) => usePassedLine(after, sent), { initialProps: { after: newAfter, sent: 0 } });

  it('is gone once the line was seen or declined, until there is another line', () => {
    const { result, rerender } = show(4);
    expect(result.current.passed).toBe(false);
    act(() => result.current.pass());
    expect(result.current.passed).toBe(true);
    rerender({ after: 9, sent: 0 });
    expect(result.current.passed).toBe(false);
  });

  it('is gone once the user has sent something', () => {
    const { result, rerender } = show(4);
    rerender({ after: 4, sent: 1 });
    expect(result.current.passed).toBe(true);
  });
});
