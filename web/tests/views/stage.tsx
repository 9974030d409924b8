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
  show(view: ReactNode): RenderResult;
}

/** REST answers with the messages of the fake server's one channel, and else with what `answer` gives. */
export async function setStage(answer: (request: URL, init?: RequestInit) => unknown = () => undefined): Promise<Stage> {
  window.localStorage.clear();
  const server = new FakeServer();
  const session = new ChatSession({
    server: 'http://chat.test',
    token: () => 'good',
    webSocket: server.constructorFor,
    fetch: (input, init) => {
      const messages = String(input).includes('/messages');
      const body = messages ? { items: server.messages, hasBefore: false, hasAfter: false } : (answer(new URL(String(input)), init) ?? { items: [] });
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
  return { server, session, show };
}
