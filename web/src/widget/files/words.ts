// What the widget says of files, in both languages: they are few.

const english = {
  attach: 'Attach files',
  open: (name: string) => `Open ${name}`,
  download: (name: string) => `Download ${name}`,
  play: (name: string) => `Play ${name}`,
  checking: 'is being checked…',
  blocked: 'is blocked: it didn’t pass the check',
  failed: 'couldn’t be loaded',
  remove: (name: string) => `Remove ${name}`,
  notSent: 'couldn’t be uploaded.',
  tooMany: 'Send up to 10 files at once.',
};

const german: typeof english = {
  attach: 'Dateien anhängen',
  open: (name) => `${name} öffnen`,
  download: (name) => `${name} herunterladen`,
  play: (name) => `${name} abspielen`,
  checking: 'wird geprüft …',
  blocked: 'ist gesperrt, Prüfung nicht bestanden',
  failed: 'konnte nicht geladen werden',
  remove: (name) => `${name} entfernen`,
  notSent: 'konnte nicht hochgeladen werden.',
  tooMany: 'Senden Sie bis zu 10 Dateien auf einmal.',
};

export function wordsIn(locale: string): typeof english {
  return locale.startsWith('de') ? german : english;
}
