import { cleanup, fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { useDroppedFiles } from '../../src/features/composer/useDroppedFiles';
import { receiveFiles } from '../../src/shared/hooks/given-files';
import { setStage, type Stage } from './stage';

describe('files on the page', () => {
  let stage: Stage;
  let end: () => void;
  const taken: string[] = [];

  function Page() {
    useDroppedFiles();
    return (
      <div data-conversation="thread:7">
        <p>beside</p>
      </div>
    );
  }

  beforeEach(async () => {
    stage = await setStage();
    taken.length = 0;
    const main = receiveFiles('channel:1', (files) => taken.push(...files.map(({ name }) => `main ${name}`)), (is) => (is ? taken.push('over main') : undefined));
    const thread = receiveFiles('thread:7', (files) => taken.push(...files.map(({ name }) => `thread ${name}`)), () => undefined);
    end = () => {
      main();
      thread();
    };
    stage.show(<Page />);
    // What watches is fetched.
    await vi.waitFor(() => expect(fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } })).toBe(false));
    taken.length = 0;
  });

  afterEach(() => {
    end();
    cleanup();
    stage.session.stop();
  });

  const files = [new File(['x'], 'a.txt'), new File(['y'], 'b.txt')];

  it('go to the conversation where they are dropped, and the browser does not open them', () => {
    const dataTransfer = { types: ['Files'], files };
    // False means that the page has prevented it.
    expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false);
    expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false);
    const [beside] = document.querySelectorAll('p');
    expect(fireEvent.drop(beside as HTMLElement, { dataTransfer })).toBe(false);
    expect(taken).toEqual(['over main', 'main a.txt', 'main b.txt', 'thread a.txt', 'thread b.txt']);
  });

  it('are empty where they are folders, which nothing can read', () => {
    const item = (file: File, isDirectory: boolean) => ({ kind: 'file', getAsFile: () => file, webkitGetAsEntry: () => ({ isDirectory }) });
    const sizes: number[] = [];
    end();
    end = receiveFiles('channel:1', (given) => sizes.push(...given.map(({ size }) => size)), () => undefined);
    fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files, items: files.map((file, index) => item(file, index === 0)) } });
    expect(sizes).toEqual([0, 1]);
  });

  it('are not opened where no conversation takes any', () => {
    end();
    expect(fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files } })).toBe(false);
    expect(taken).toEqual([]);
  });

  it('are taken when they are pasted, but not the picture of a pasted text', () => {
    expect(fireEvent.drop(document.body, { dataTransfer: { types: ['text/plain'] } })).toBe(true);
    fireEvent.paste(document.body, { clipboardData: { types: ['text/plain', 'Files'], files } });
    expect(taken).toEqual([]);
    fireEvent.paste(document.body, { clipboardData: { types: ['Files'], files } });
    expect(taken).toEqual(['main a.txt', 'main b.txt']);
  });
});
