import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { useRefusedFiles } from '../../src/features/composer/useRefusedFiles';
import { Notices } from '../../src/features/notice/Notices';
import { setStage, type Stage } from './stage';

describe('a file on the page', () => {
  let stage: Stage;

  function Page() {
    useRefusedFiles();
    return <Notices />;
  }

  beforeEach(async () => {
    stage = await setStage();
    stage.show(<Page />);
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const told = (): Element | null => screen.queryByText('Files can’t be sent here yet. Attach them to the ticket.');

  it('is not opened by the browser when it is dropped, and the page says why', () => {
    const dataTransfer = { types: ['Files'] };
    // False means that the page has prevented it.
    expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false);
    expect(told()).toBeNull();
    expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false);
    expect(told()).toBeTruthy();
  });

  it('leaves text that is dropped or pasted alone', () => {
    expect(fireEvent.drop(document.body, { dataTransfer: { types: ['text/plain'] } })).toBe(true);
    fireEvent.paste(document.body, { clipboardData: { types: ['text/plain', 'Files'] } });
    expect(told()).toBeNull();
  });

  it('is answered when it is pasted', () => {
    fireEvent.paste(document.body, { clipboardData: { types: ['Files'] } });
    expect(told()).toBeTruthy();
  });
});
