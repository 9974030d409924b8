// A view on a stage: the providers around it and a session on the fake server.

import { render, type RenderResult } from '@testing-library/react';
import { ThemeProvider } from '@mui/material/styles';
import type { ReactNode } from 'react';

import { theme } from '../../src/app/theme';
import { MemoryStorage } from '../../src/core/outbox/storage';
import { ChatSession } from '../../src/core/session/session';
import { ClientProvider } from '../../src/features/client/client';
import { PreferencesProvider } from '../../src/features/preferences/preferences';
import { ViewProvider } from '../../src/features/view/view';
import { WordsProvider } from '../../src/features/words/words';
import { FakeServer } from '../fakes/server';

export interface Stage {
  server: FakeServer;
  session: ChatSession;
  /** What REST answers to a path that holds the key, besides the messages. */
  answers: Record<string, unknown>;
  /** Every path that was asked for. */
  asked: string[];
  show(view: ReactNode): RenderResult;
}

<<<<<<< HEAD
/** REST answers with the messages of the fake server's one channel, and else with what `answer` gives. */
export async function setStage(answer: (request: URL, init?: RequestInit) => unknown = () => undefined): Promise<Stage> {
=======
/** REST answers the messages of the fake server's one channel, and what a test says. */
export async function setStage(): Promise<Stage> {
>>>>>>> 34a3ae4 (messages: Paint only whom the server tells, and lead to every public channel)
  window.localStorage.clear();
  const server = new FakeServer();
  const answers: Record<string, unknown> = {};
  const asked: string[] = [];
  const session = new ChatSession({
    server: 'http://chat.test',
    token: () => 'good',
    webSocket: server.constructorFor,
<<<<<<< HEAD
    fetch: (input, init) => {
      const messages = String(input).includes('/messages');
      const body = messages ? { items: server.messages, hasBefore: false, hasAfter: false } : (answer(new URL(String(input)), init) ?? { items: [] });
=======
    fetch: (input) => {
      const path = String(input);
      asked.push(path);
      const messages = { items: server.messages, hasBefore: false, hasAfter: false };
      const told = Object.entries(answers).find(([part]) => path.includes(part))?.[1];
      const body = told ?? (path.includes('/messages') ? messages : { items: [] });
>>>>>>> 34a3ae4 (messages: Paint only whom the server tells, and lead to every public channel)
      return Promise.resolve(new Response(JSON.stringify(body)));
    },
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
      <ThemeProvider theme={theme}>
        <PreferencesProvider>
          <WordsProvider>
            <ClientProvider session={session}>
              <ViewProvider>{view}</ViewProvider>
            </ClientProvider>
          </WordsProvider>
        </PreferencesProvider>
      </ThemeProvider>,
    );
  return { server, session, answers, asked, show };
}
