// The launcher's words, in both languages: it is too small to fetch one.

const english = {
  open: 'Open chat',
  unread: 'unread',
  failed: 'Not loaded. Try again',
  outdated: 'A new version is available. Reload',
};

const german: typeof english = {
  open: 'Chat öffnen',
  unread: 'ungelesen',
  failed: 'Nicht geladen. Erneut versuchen',
  outdated: 'Neue Version verfügbar. Neu laden',
};

export function wordsOf(language: string | undefined): typeof english {
  return language === 'de' ? german : english;
}
