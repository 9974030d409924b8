/** @jsxImportSource preact */
// Files beside the text in the widget's line: what Send takes, what leaving keeps, and what is tried again.

import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { FileInfo } from '../../src/core/protocol/generated';
import type { LiveSession } from '../../src/core/session/live';
import { Attach } from '../../src/widget/files/files';
import type { Words } from '../../src/widget/panel/words';
import { type Assist, Composer } from '../../src/widget/writing/Composer';
import { DRAFTS } from '../../src/widget/writing/drafts';
import { DEADLINE } from './stage';

/** An upload that the test answers. */
class Upload {
  static all: Upload[] = [];
  upload = {};
  status = 0;
  response: unknown = null;
  onloadend = (): void => undefined;
  open = (): void => undefined;
  setRequestHeader = (): void => undefined;
  send = (): void => void Upload.all.push(this);

  abort(): void {
    if (Upload.all.includes(this)) this.onloadend();
  }

  answer(status: number, response: unknown): void {
    Object.assign(this, { status, response });
    this.onloadend();
  }
}

describe('files beside the text in the widget', () => {
  let root: ShadowRoot;
  let assist: Assist;
  let sent: { text: string; files: string[] | undefined }[];
  let sending: () => Promise<unknown> | void;
  let prepared: Promise<unknown>;

  beforeEach(() => {
    Upload.all = [];
    sent = [];
    sending = () => undefined;
    prepared = Promise.resolve();
    assist = { moved: () => undefined, pressed: () => false };
    vi.stubGlobal('XMLHttpRequest', Upload);
    const host = document.createElement('div');
    document.body.append(host);
    root = host.attachShadow({ mode: 'open' });
    show();
  });

  afterEach(() => {
    leave();
    document.body.replaceChildren();
    localStorage.clear();
    vi.unstubAllGlobals();
  });

  const session = { rest: { prepared: () => prepared.then(() => ({ url: 'http://chat.test', headers: {} })) } } as unknown as LiveSession;

  function show(): void {
    const onSend = (text: string, _reply: number | null, files?: FileInfo[]): Promise<unknown> | void => {
      sent.push({ text, files: files?.map(({ id }) => id) });
      return sending();
    };
    const line = (
      <Composer words={{ locale: 'en' } as Words} me="alice" conversation="channel:1" limit={1000} placeholder="Message" assist={assist} onSend={onSend}>
        <Attach session={session} locale="en" assist={assist} />
      </Composer>
    );
    render(line, root);
  }

  function leave(): void {
    render(null, root);
  }

  const field = (): HTMLTextAreaElement => root.querySelector('textarea') as HTMLTextAreaElement;
  const texts = (selector: string): string[] => [...root.querySelectorAll(selector)].map(({ textContent }) => textContent?.trim() ?? '');
  const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));

  function type(text: string): void {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function choose(...names: string[]): Promise<void> {
    const input = root.querySelector('input') as HTMLInputElement;
    Object.defineProperty(input, 'files', { value: names.map((name) => new File(['.'], name)), configurable: true });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
  }

  async function send(): Promise<void> {
    await settled();
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    await settled();
  }

  const draft = (): string | undefined => DRAFTS.get('alice', 'channel:1')?.text;

  it('go with the text once all are there', async () => {
    type('both');
    await choose('a.txt', 'b.txt');
    await send();
    Upload.all[0]?.answer(201, { id: '1' });
    await settled();
    expect(sent).toEqual([]);
    Upload.all[1]?.answer(201, { id: '2' });
    await vi.waitFor(() => expect(sent).toEqual([{ text: 'both', files: ['1', '2'] }]), DEADLINE);
    await vi.waitFor(() => expect(field().value).toBe(''), DEADLINE);
    expect(texts('.sending')).toEqual([]);
  });

  it('are not sent in part by whoever leaves while Send waits for them', async () => {
    type('both');
    await choose('a.txt', 'b.txt');
    await send();
    Upload.all[0]?.answer(201, { id: '1' });
    leave();
    await settled();
    expect(sent).toEqual([]);
    expect(draft()).toBe('both');
  });

  it('are not left behind by whoever leaves while short codes are looked up', async () => {
    type('look :smile:');
    await choose('a.txt');
    Upload.all[0]?.answer(201, { id: '1' });
    await settled();
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    leave();
    await new Promise((resolve) => void setTimeout(resolve, 500));
    expect(sent.filter(({ files }) => files === undefined)).toEqual([]);
    expect([sent.length, draft()]).toEqual(sent.length ? [1, undefined] : [0, 'look :smile:']);
  });

  it('are not uploaded once they were taken out or left before', async () => {
    let ready = (): void => undefined;
    prepared = new Promise<void>((resolve) => {
      ready = resolve;
    });
    await choose('a.txt', 'b.txt');
    root.querySelector<HTMLButtonElement>('[aria-label="Remove a.txt"]')?.click();
    await settled();
    ready();
    await settled();
    expect(Upload.all).toHaveLength(1);
  });

  it('leave what came into the line while it was sent', async () => {
    type('first');
    await choose('a.txt');
    await send();
    // A message before it was refused meanwhile, and is given back.
    DRAFTS.bringBack('alice', 'channel:1', { text: 'refused', replyToId: null });
    await vi.waitFor(() => expect(field().value).toBe('first\nrefused'), DEADLINE);
    Upload.all[0]?.answer(201, { id: '1' });
    await vi.waitFor(() => expect(sent).toEqual([{ text: 'first', files: ['1'] }]), DEADLINE);
    await vi.waitFor(() => expect(field().value).toBe('refused'), DEADLINE);
    expect(draft()).toBe('refused');
  });

  it('leave what another tab has made of the line', async () => {
    type('first');
    await choose('a.txt');
    await send();
    DRAFTS.set('alice', 'channel:1', { text: 'from elsewhere', replyToId: null });
    window.dispatchEvent(new StorageEvent('storage', { key: 'orvale-chat.draft.alice.1' }));
    Upload.all[0]?.answer(201, { id: '1' });
    await vi.waitFor(() => expect(sent).toEqual([{ text: 'first', files: ['1'] }]), DEADLINE);
    await settled();
    expect([field().value, draft()]).toEqual(['from elsewhere', 'from elsewhere']);
  });
});
