import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LoginPage } from '../../src/features/login/LoginPage';
import { LogoutDialog } from '../../src/features/login/LogoutDialog';
import { SignedOutProvider } from '../../src/shared/hooks/signed-out';
import { PreferencesProvider } from '../../src/shared/hooks/preferences';
import { languages } from '../../src/app/languages';
import { WordsProvider, useTranslation } from '../../src/shared/words/words';
import { refused } from '../fakes/contract';
import { setStage, type Stage } from './stage';

describe('logging in and out', () => {
  let stage: Stage;
  const onSignedOut = vi.fn();

  beforeEach(async () => {
    stage = await setStage();
    onSignedOut.mockClear();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const showLogout = (): void =>
    void stage.show(
      <SignedOutProvider value={onSignedOut}>
        <LogoutDialog />
      </SignedOutProvider>,
    );

  it('begins in the first field', () => {
    stage.show(<LoginPage ended={null} onSignedIn={vi.fn()} />);
    expect(document.activeElement).toBe(screen.getByLabelText('User name'));
  });

  it.each([
    ['An administrator has blocked you from the chat.', undefined],
    ['Your role does not have access to the chat.', undefined],
    [undefined, 'Your session was ended by an administrator or from another device.'],
  ])('says why one is refused: %s', (said, shown = said) => {
    stage.show(<LoginPage ended="revoked" said={said} onSignedIn={vi.fn()} />);
    expect(screen.getByRole('status').textContent).toBe(shown);
  });

  it.each([
    [401, 'the username or the password is wrong', 'The user name or password is wrong.'],
    [403, 'Your account is deactivated.', 'Your account is deactivated.'],
  ] as const)('says why a login is refused (%i)', async (status, detail, shown) => {
    stage.answers['/auth/login'] = () => refused(status, status === 401 ? 'unauthenticated' : 'forbidden', detail);
    stage.show(<LoginPage ended={null} onSignedIn={vi.fn()} />);
    await userEvent.type(screen.getByLabelText('User name'), 'dave');
    await userEvent.type(screen.getByLabelText('Password'), 'secret');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe(shown));
  });

  it('says once that the account is deactivated, also where it said so before', async () => {
    const said = 'Your account is deactivated.';
    stage.answers['/auth/login'] = () => refused(403, 'forbidden', said);
    stage.show(<LoginPage ended="revoked" said={said} onSignedIn={vi.fn()} />);
    await userEvent.type(screen.getByLabelText('User name'), 'dave');
    await userEvent.type(screen.getByLabelText('Password'), 'secret');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe(said));
    expect(screen.getAllByText(said)).toHaveLength(1);
  });

  it('ends here at once, however long the server takes', async () => {
    stage.answers['/auth/logout'] = () => new Promise(() => undefined);
    showLogout();
    await userEvent.click(screen.getByRole('button', { name: 'Log out here' }));
    expect(stage.asked.some((path) => path.endsWith('/auth/logout'))).toBe(true);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
    expect(stage.session.store.state.me).toBeNull();
  });

  it('does not claim to have ended everywhere when the server did not do it', async () => {
    stage.answers['/auth/logout'] = () => new Response('{}', { status: 503 });
    showLogout();
    await userEvent.click(screen.getByRole('button', { name: 'Log out on all devices' }));
    await screen.findByText(/You are still logged in\./);
    expect(onSignedOut).not.toHaveBeenCalled();
    expect(stage.session.store.state.me?.username).toBe('alice');
    await userEvent.click(screen.getByRole('button', { name: 'Log out here' }));
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });
});

describe('the page in German', () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it('never shows English first', async () => {
    window.localStorage.setItem('orvale-chat.preferences', JSON.stringify({ language: 'de' }));
    const seen: string[] = [];
    const Probe = () => {
      const { locale } = useTranslation().shared;
      seen.push(locale);
      return locale;
    };
    render(
      <PreferencesProvider>
        <WordsProvider languages={languages}>
          <Probe />
        </WordsProvider>
      </PreferencesProvider>,
    );
    await screen.findByText('de', {}, { timeout: 15_000 });
    expect(new Set(seen)).toEqual(new Set(['de']));
    window.localStorage.clear();
  });
});
