// The words of composer, in German.

import type { ComposerWords } from './format-words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('de').format(names);

export const german: ComposerWords = {
  composer: {
    placeholder: (name) => `Nachricht an ${name}`,
    replyInThread: 'Im Thread antworten',
    alsoTo: (title) => `Auch an ${title} senden`,
    emoji: 'Emoji einfügen',
    replyingTo: (name) => `Antwort an ${name}`,
    cancelReply: 'Antwort verwerfen',
    formatting: 'Formatierung',
    hideFormatting: 'Formatierung ausblenden',
    showFormatting: 'Formatierung einblenden',
    formats: {
      bold: ['Fett', 'Strg B'],
      italic: ['Kursiv', 'Strg I'],
      strike: ['Durchgestrichen', 'Strg Umschalt X'],
      code: ['Code', 'Strg E'],
      link: ['Link', 'Strg K'],
      bullets: ['Aufzählung', 'Strg Umschalt 8'],
      numbers: ['Nummerierte Liste', 'Strg Umschalt 7'],
      quote: ['Zitat', 'Strg Umschalt 9'],
      fence: ['Codeblock', 'Strg Umschalt E'],
    },
    left: (count) => `noch ${plural(count, 'Zeichen', 'Zeichen')}`,
    tooLong: (count) => `${plural(count, 'Zeichen', 'Zeichen')} zu viel`,
    formatHint: '**fett** *kursiv* `Code` > Zitat',
    newLineHint: 'Umschalt+Eingabe für eine neue Zeile',
    inCodeHint: 'Eingabe für eine neue Zeile · Strg+Eingabe zum Senden',
    sendParts: (count) => `Als ${count} Nachrichten senden`,
    notInChannel: (names) => `${listed(names)} ${names.length === 1 ? 'ist nicht in diesem Kanal und wird' : 'sind nicht in diesem Kanal und werden'} nicht benachrichtigt.`,
    notInDirect: (names) => `${listed(names)} ${names.length === 1 ? 'ist nicht in dieser Unterhaltung und wird' : 'sind nicht in dieser Unterhaltung und werden'} nicht benachrichtigt.`,
    addToChannel: 'Zum Kanal hinzufügen',
    attach: 'Dateien anhängen',
    record: 'Sprachnachricht aufnehmen',
    recordHint: 'Sprachnachricht aufnehmen: klicken, oder beim Sprechen gedrückt halten',
    makeFile: 'Als Datei senden',
    chooseFiles: 'Dateien auswählen',
    takePhoto: 'Foto aufnehmen',
    mentionsDropped: (people, most) => `${people === 1 ? '1 erwähnte Person wurde' : `${people} erwähnte Personen wurden`} nicht benachrichtigt. Eine Nachricht benachrichtigt höchstens ${most} Personen.`,
  },
  slash: {
    text: '[Text]',
    optionalText: '[Text, optional]',
    me: 'Schreiben, was Sie gerade tun (kursiv)',
    shrug: '¯\\_(ツ)_/¯ anhängen',
    toWhom: '@Name [Text]',
    msg: 'Eine Direktnachricht senden',
    channel: '#Kanal',
    join: 'Zu einem Kanal gehen und ihm bei Bedarf beitreten',
    nobody: 'Schreiben Sie, an wen die Nachricht geht, z. B. /msg @bob Hallo.',
    unknownPerson: (name) => `Es gibt niemanden mit dem Benutzernamen „${name}“.`,
    noChannel: 'Schreiben Sie den Kanal hinter /join, z. B. /join #general.',
    unknownChannel: (name) => `Es gibt keinen Kanal ${name}, oder Sie haben keinen Zugriff darauf.`,
    missing: (command) => `Schreiben Sie etwas hinter ${command}.`,
    unknown: (command, nearest) => `${command} ist kein Befehl. ${nearest === null ? '' : `Meinten Sie ${nearest}? `}Beginnen Sie mit //, um den Text als Nachricht zu senden.`,
    notHere: (command) => `${command} ist in dieser Unterhaltung nicht möglich.`,
  },
};
