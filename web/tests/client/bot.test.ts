// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChatBot } from '../../packages/chat-client/src/bot';
import { FakeServer } from '../fakes/server';
import { contracted } from '../fakes/contract';
import { personOf } from '../fakes/samples';

describe('a bot', () => {
  let server: FakeServer;
  let bot: ChatBot | null = null;

  beforeEach(() => {
    server = new FakeServer();
  });

  afterEach(() => {
    bot?.stop();
  });

  async function connected(): Promise<ChatBot> {
    const answers: Record<string, unknown> = {
      '/api/auth/login': { token: 'good', user: personOf('alice') },
    };
    bot = await ChatBot.connect({
      server: 'http://chat.test',
      username: 'alice',
      password: 'secret',
      webSocket: server.constructorFor,
      fetch: contracted((input) => Promise.resolve(Response.json(answers[new URL(input).pathname] ?? { items: [] }))),
    });
    return bot;
  }

  it('says what is missing where there is no WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined);
    const options = { server: 'http://chat.test', username: 'alice', password: 'secret' };
    await expect(ChatBot.connect(options)).rejects.toThrow('webSocket is missing');
    vi.unstubAllGlobals();
  });

  it('connects, receives messages of others but not its own, and returns what was stored', async () => {
    const running = await connected();
    const heard: string[] = [];
    running.onMessage((message, channel) => heard.push(`${channel.name}: ${message.text}`));
    server.post('!ping');
    const kept = await running.say(running.channelNamed('general')?.id ?? 0, 'pong');
    expect(kept).toMatchObject({ text: 'pong', userId: 'alice' });
    // Version 7, like the page's: the server's index of these ids grows at its end.
    expect(kept.clientId).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab]/);
    expect(heard).toEqual(['general: !ping']);
  });

  it('receives each message once, including those sent while the connection was lost', async () => {
    const running = await connected();
    const heard: string[] = [];
    running.onMessage((message) => heard.push(message.text));
    server.post('before');
    server.drop();
    server.post('meanwhile');
    running.retryNow();
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['before', 'meanwhile']);
  });

  it('rejects with the reason of a refusal', async () => {
    const running = await connected();
    server.refuse = () => ({ code: 'forbidden', message: 'not here' });
    await expect(running.say(1, 'x')).rejects.toMatchObject({ code: 'forbidden', message: 'not here' });
  });
});
