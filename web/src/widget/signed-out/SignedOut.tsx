/** @jsxImportSource preact */
// No login, or one that has ended: calm, with the way to another one.

import { wordsOf } from './words';

interface SignedOutProps {
  /** The login was ended from elsewhere. */
  revoked: boolean;
  language: string | undefined;
  loginUrl: string;
}

export function SignedOut({ revoked, language, loginUrl }: SignedOutProps) {
  const words = wordsOf(language);
  return (
    <div class="middle">
      <h3>{revoked ? words.revoked : words.signedOut}</h3>
      <p>{revoked ? words.revokedHint : words.signedOutHint}</p>
      <a class="primary" data-focus href={loginUrl}>
        {words.login}
      </a>
    </div>
  );
}
