// Every word of what comes with the line to write in, in both languages: too few for a part of their own.

const english = {
  to: 'To',
  quick: 'Quick message…',
  send: 'Send',
  sent: (name: string) => `Sent to ${name}`,
  notSent: 'Not sent. Try again.',
  tooLong: (count: number) => `${count} characters too many`,
  offline: 'No connection.',
  connectNow: 'Connect now',
};

const german: typeof english = {
  to: 'An',
  quick: 'Kurze Nachricht …',
  send: 'Senden',
  sent: (name) => `Gesendet an ${name}`,
  notSent: 'Nicht gesendet. Versuchen Sie es erneut.',
  tooLong: (count) => `${count} Zeichen zu viel`,
  offline: 'Keine Verbindung.',
  connectNow: 'Jetzt verbinden',
};

/** The words for a user's own kind of a language, such as `de-CH`. */
export function wordsFor(locale: string): typeof english {
  return locale.startsWith('de') ? german : english;
}
