// Every word about the ticket of the page, in both languages: too few for a part of their own.

const english = {
  open: 'Open conversation',
  opening: 'Opening the conversation…',
  unseen: 'You don’t have access to this ticket.',
  failed: 'Not opened. Try again.',
};

const german: typeof english = {
  open: 'Unterhaltung öffnen',
  opening: 'Die Unterhaltung wird geöffnet …',
  unseen: 'Sie haben keinen Zugriff auf dieses Ticket.',
  failed: 'Nicht geöffnet. Erneut versuchen.',
};

export function wordsOf(language: string | undefined): typeof english {
  return language === 'de' ? german : english;
}
