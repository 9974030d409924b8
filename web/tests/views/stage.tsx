// A view on a stage: the providers around it and a session on the fake server.

import { configure, render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';

import { registry } from '../../src/app/features';
import { languages } from '../../src/app/languages';
import { MemoryStorage } from '../../src/core/outbox/storage';
import type { AnswerOf, Method } from '../../src/core/rest/reader';
import type { Messages, Route } from '../../src/core/rest/routes.generated';
import { ChatSession } from '../../src/core/session/session';
import { ClientProvider } from '../../src/shared/hooks/client';
import { ConversationScope } from '../../src/shared/hooks/view/conversation';
import { PreferencesProvider } from '../../src/shared/hooks/preferences';
import { RegistryProvider } from '../../src/shared/registry/registry';
import { ViewProvider } from '../../src/shared/hooks/view/view';
import { WordsProvider } from '../../src/shared/words/words';
import { answered, contracted, refused } from '../fakes/contract';
import { preferencesOf } from '../fakes/samples';
import { FakeServer } from '../fakes/server';
import { loadChanging } from '../../src/shared/writing/load-changing';

// A lazy part is compiled when it is first asked for, which takes long on a busy machine.
configure({ asyncUtilTimeout: 5000 });

/** The parts are compiled when they are first asked for. */
export const FIRST = { timeout: 15_000 };

export interface Stage {
  server: FakeServer;
  session: ChatSession;
  /** Says what a route answers, in the types of docs/openapi.json. */
  answer<M extends Method, P extends Route['path']>(method: M, path: P, told: AnswerOf<M, P> | ((url: URL) => AnswerOf<M, P>)): void;
  /** The same for a path that holds the key, and whatever no server should answer: a value, a response, or what makes either, now or later. */
  answers: Record<string, unknown>;
  /** Every path that was asked for. */
  asked: string[];
  /** Every body that was sent along. */
  said: unknown[];
  /** Shows a view in the conversation of channel 1. */
  show(view: ReactNode): RenderResult;
}

/** REST answers the messages of the fake server's one channel, and what a test says. */
export async function setStage(): Promise<Stage> {
  // As for whoever has had the focus in a field for a moment.
  await loadChanging();
  await registry.slashCommands.load();
  window.localStorage.clear();
  window.history.replaceState(null, '', '/chat/c/1');
  const server = new FakeServer();
  const answers: Record<string, unknown> = {};
  const asked: string[] = [];
  const said: unknown[] = [];
  const session = new ChatSession({
    server: 'http://chat.test',
    token: () => 'good',
    webSocket: server.constructorFor,
    fetch: contracted(async (input, { method = 'GET', body } = {}) => {
      const url = new URL(String(input));
      asked.push(url.href);
      if (typeof body === 'string') said.push(JSON.parse(body));
      const told = Object.entries(answers).find(([part]) => `${method} ${url.pathname}${url.search}`.includes(part))?.[1];
      const answer: unknown = (await (typeof told === 'function' ? told(url) : told)) ?? usual(server, method, url.pathname);
      return answer instanceof Response ? answer : answered(method, url, answer);
    }),
    outboxStorage: new MemoryStorage(),
  });
  session.start();
  await new Promise<void>((resolve) => {
    const end = session.store.subscribe(() => {
      if (session.store.state.phase.name !== 'online') return;
      end();
      resolve();
    });
  });
  const show = (view: ReactNode): RenderResult =>
    render(
      <PreferencesProvider>
        <WordsProvider languages={languages}>
          <ClientProvider session={session}>
            <RegistryProvider registry={registry}>
              <ViewProvider>
                <ConversationScope conversation="channel:1">{view}</ConversationScope>
              </ViewProvider>
            </RegistryProvider>
          </ClientProvider>
        </WordsProvider>
      </PreferencesProvider>,
    );
  const answer: Stage['answer'] = (method, path, told) => {
    answers[`${method} ${path}`] = told;
  };
  return { server, session, answer, answers, asked, said, show };
}

/** What the fake server answers unless a test says otherwise. */
function usual(server: FakeServer, method: string, path: string): unknown {
  if (/\/channels\/\d+$/.test(path) || (method === 'POST' && path.endsWith('/members'))) return server.channel;
  const [, id] = /\/messages\/(\d+)$/.exec(path) ?? [];
  if (id !== undefined) return server.messages.find((message) => message.id === Number(id)) ?? refused(404, 'not_found');
  const [, user] = /\/users\/([^/]+)\/presence$/.exec(path) ?? [];
  if (user !== undefined) return { user, status: 'offline', statusMessage: '', lastActive: 0, silent: false };
  const messages: Messages = { items: server.messages, hasBefore: false, hasAfter: false };
  if (path.endsWith('/messages')) return messages;
  if (path.endsWith('/notifications')) return { items: [], unreadCount: 0 };
  if (path.endsWith('/ticket-choices')) return { mayCreate: true, teams: [], categories: [] };
  if (path.endsWith('/preferences')) return preferencesOf();
  return path.endsWith('/threads') ? { items: [], unreadThreads: 0 } : { items: [] };
}

/** From now on fingers point, until the mocks are restored. */
export function pointByTouch(): void {
  const ask = window.matchMedia.bind(window);
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    query === '(pointer: coarse)' ? Object.defineProperty(ask(query), 'matches', { value: true }) : ask(query),
  );
}
