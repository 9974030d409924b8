// A session on the fake server, whose clock the test moves on.

import { afterEach, beforeEach, expect, vi } from 'vitest';

import { MemoryStorage, type OutboxStorage } from '../../src/core/outbox/storage';
import { ChatSession } from '../../src/core/session/session';
import { answered, contracted } from './contract';
import { FakeServer } from './server';

interface Options {
  /** What keeps messages until they are sent: in memory unless given, the session's own where null. */
  storage?: OutboxStorage | null;
  onStorageRefused?(): void;
}

export class SessionStage {
  server = new FakeServer();
  /** Who was asked for by name. */
  askedFor: string[] = [];
  #fetch = contracted((input, { method = 'GET' } = {}) => {
    const url = new URL(input);
    this.askedFor.push(...(url.searchParams.get('ids')?.split(',') ?? []));
    const page = { items: this.server.messages, hasBefore: false, hasAfter: false };
    return Promise.resolve(answered(method, url, url.pathname.endsWith('/messages') ? page : { items: [] }));
  });
  session = this.newSession();

  /** A session that has not started. */
  newSession({ storage = new MemoryStorage(), onStorageRefused }: Options = {}): ChatSession {
    const { server } = this;
    return new ChatSession({
      server: 'http://chat.test',
      token: () => 'good',
      webSocket: server.constructorFor,
      fetch: this.#fetch,
      textStorage: null,
      ...(storage && { outboxStorage: storage }),
      ...(onStorageRefused && { onStorageRefused }),
    });
  }

  async online(): Promise<void> {
    this.session.start();
    await settle();
    await this.session.timelines.latest('channel:1');
    expect(this.session.store.state.phase.name).toBe('online');
  }

  /** The messages of the fake server's channel, as the session has them. */
  texts(): string[] {
    return (this.session.store.state.timelines['channel:1']?.messages ?? []).map((message) => message.text);
  }
}

export const settle = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** A fresh one for each test of a file. */
export function useSessionStage(): SessionStage {
  const stage = new SessionStage();
  beforeEach(() => {
    vi.useFakeTimers();
    stage.server = new FakeServer();
    stage.session = stage.newSession();
    stage.askedFor = [];
  });
  afterEach(() => {
    stage.session.stop();
    vi.useRealTimers();
  });
  return stage;
}
