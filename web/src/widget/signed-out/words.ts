// The words for whoever is not logged in, in both languages: too few for a part of their own.

const english = {
  signedOut: 'You’re not logged in',
  signedOutHint: 'Log in to Orvale to see your conversations. Your drafts are kept.',
  revoked: 'Your session was ended',
  revokedHint: 'An administrator ended it, or you did on another device.',
  refused: 'You don’t have access to the chat',
  refusedHint: 'Ask an administrator.',
  login: 'Log in',
};

const german: typeof english = {
  signedOut: 'Sie sind nicht angemeldet',
  signedOutHint: 'Melden Sie sich bei Orvale an. Was Sie geschrieben haben, bleibt erhalten.',
  revoked: 'Ihre Anmeldung wurde beendet',
  revokedHint: 'Das war die Administration, oder Sie selbst auf einem anderen Gerät.',
  refused: 'Sie haben keinen Zugriff auf den Chat',
  refusedHint: 'Wenden Sie sich an die Administration.',
  login: 'Anmelden',
};

export function wordsOf(language: string | undefined): typeof english {
  return language === 'de' ? german : english;
}
