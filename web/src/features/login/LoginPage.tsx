// Signing in with an Orvale account.

import { useId, useRef, useState, type FormEvent } from 'react';

import { Button } from '../../shared/ui/Button';
import { asChatError, ChatError } from '../../core/protocol/errors';
import type { EndReason } from '../../core/socket/socket';
import { useSession } from '../../shared/hooks/client';
import { reasonOf } from '../../shared/words/reasons';
import { useWords as useSharedWords } from '../../shared/words/words';
import { useWords } from './words';
import styles from './LoginPage.module.css';

interface LoginPageProps {
  /** Why an earlier login ended, if one did; `elsewhere` in another tab of this browser. */
  ended: EndReason | 'elsewhere' | null;
  /** What the server said of it. */
  said?: string | undefined;
  onSignedIn(): void;
}

export function LoginPage({ ended, said, onSignedIn }: LoginPageProps) {
  const session = useSession();
  const words = useWords();
  const shared = useSharedWords();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const usernameId = useId();
  const passwordId = useId();
  const passwordField = useRef<HTMLInputElement>(null);
  const reasons = { bad_token: words.login.expired, revoked: words.login.revoked, elsewhere: words.login.elsewhere, closed: null };
  const reason = ended === null ? null : said === undefined ? reasons[ended] : reasonOf(new ChatError('forbidden', said), shared);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem(null);
    try {
      await session.login(String(form.get('username')).trim(), String(form.get('password')));
      onSignedIn();
    } catch (thrown) {
      const { code } = asChatError(thrown);
      // Refused on purpose: the password was right, and the account may not log in.
      setProblem(code === 'unauthenticated' ? words.login.wrong : code === 'forbidden' ? reasonOf(thrown, shared) : words.errors[code]);
      setWorking(false);
      passwordField.current?.select();
    }
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 5h24a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H12l-7 6v-6H4a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z" />
        </svg>
        <h1>{words.login.title}</h1>
        <p className={styles.hint}>{words.login.hint}</p>
        {reason !== null && reason !== problem && (
          <p className={styles.reason} role="status">
            {reason}
          </p>
        )}
        <label htmlFor={usernameId}>{words.login.username}</label>
        <input
          id={usernameId}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          // There is nothing else to do on this page.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        <label htmlFor={passwordId}>{words.login.password}</label>
        <input
          id={passwordId}
          ref={passwordField}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <p className={styles.problem} role="alert">
          {problem}
        </p>
        <Button type="submit" variant="contained" size="large" disabled={working}>
          {working ? words.login.working : words.login.submit}
        </Button>
      </form>
    </main>
  );
}
