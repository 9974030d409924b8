/** @jsxImportSource preact */
// No login, or one that has ended: calm, with the way to another one.

import type { Phase } from '../../core/socket/socket';
import type { Words } from './words';

interface SignedOutProps {
  phase: Phase;
  words: Words;
  loginUrl: string;
}

export function SignedOut({ phase, words, loginUrl }: SignedOutProps) {
  const revoked = phase.name === 'ended' && phase.reason === 'revoked';
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
