import { describe, expect, it } from 'vitest';

import { readSentence } from './when';

const at = (date: string): number => new Date(date).getTime();
/** A Friday. */
const NOW = at('2026-11-27T10:30');

/** Sentences that say the same, with what they are about: they are read whole. */
const WHOLE: readonly (readonly [string, string])[] = [
  ['in 3 days at 8', '2026-11-30T08:00'],
  ['at 8 in 3 days', '2026-11-30T08:00'],
  ['in 2 days at 15:30', '2026-11-29T15:30'],
  ['in a week at noon', '2026-12-04T12:00'],
  ['in a month at 9 am', '2026-12-27T09:00'],
  ['in 3 days in the morning', '2026-11-30T09:00'],
  ['in 2 weeks in the afternoon at 3', '2026-12-11T15:00'],
  ['in three days’ time at 8', '2026-11-30T08:00'],
  ['at 8 on Monday', '2026-11-30T08:00'],
  ['on Friday at noon', '2026-11-27T12:00'],
  ['at noon on Friday', '2026-11-27T12:00'],
  ['next week Wednesday', '2026-12-02T09:00'],
  ['next week on Wednesday at 2 pm', '2026-12-02T14:00'],
  ['Wednesday next week', '2026-12-02T09:00'],
  ['Wednesday of next week at 8', '2026-12-02T08:00'],
  ['at 10 next week', '2026-11-30T10:00'],
  ['the week after next', '2026-12-07T09:00'],
  ['Friday 4 December at 9', '2026-12-04T09:00'],
  ['on Friday, December 4th 2026 at 9', '2026-12-04T09:00'],
  ['on the 4th of December at 9', '2026-12-04T09:00'],
  ['on Wed at 8', '2026-12-02T08:00'],
  ['at 8 a.m. tomorrow', '2026-11-28T08:00'],
  ['tomorrow at 8 p.m.', '2026-11-28T20:00'],
  ['tomorrow at 8 o’clock', '2026-11-28T08:00'],
  ['the day after tomorrow', '2026-11-29T09:00'],
  ['day after tomorrow at 8', '2026-11-29T08:00'],
  ['on the day after tomorrow', '2026-11-29T09:00'],
  ['at 8 the day after tomorrow', '2026-11-29T08:00'],
  ['at two', '2026-11-27T14:00'],
  ['at twelve', '2026-11-27T12:00'],
  ['tomorrow at eight', '2026-11-28T08:00'],
  ['at ten past two', '2026-11-27T14:10'],
  ['at five to twelve', '2026-11-27T11:55'],
  ['in a couple of hours', '2026-11-27T12:30'],
  ['on the 5th', '2026-12-05T09:00'],
  ['on the 5th at 8', '2026-12-05T08:00'],
  ['at 8 on the 31st', '2026-12-31T08:00'],
  ['Monday night', '2026-11-30T20:00'],
  ['in 3 Tagen um 8', '2026-11-30T08:00'],
  ['um 8 in 3 Tagen', '2026-11-30T08:00'],
  ['in einer Woche um 10 Uhr', '2026-12-04T10:00'],
  ['in einer Woche mittags', '2026-12-04T12:00'],
  ['in zwei Wochen früh um 7', '2026-12-11T07:00'],
  ['in drei Tagen um halb neun', '2026-11-30T08:30'],
  ['nächste Woche Mittwoch', '2026-12-02T09:00'],
  ['nächste Woche am Mittwoch um 14 Uhr', '2026-12-02T14:00'],
  ['Mittwoch nächster Woche', '2026-12-02T09:00'],
  ['am Mittwoch der nächsten Woche um 8', '2026-12-02T08:00'],
  ['übernächste Woche', '2026-12-07T09:00'],
  ['Freitag, 4. Dezember um 9', '2026-12-04T09:00'],
  ['am Freitag, den 4.12. um 9 Uhr', '2026-12-04T09:00'],
  ['am 4.12 um 9', '2026-12-04T09:00'],
  ['am 4.12.26 um 9', '2026-12-04T09:00'],
  ['am Mi um 8', '2026-12-02T08:00'],
  ['Mo. 8:00', '2026-11-30T08:00'],
  ['am Montag morgen um 8', '2026-11-30T08:00'],
  ['um 8 am Montag', '2026-11-30T08:00'],
  ['um zwei', '2026-11-27T14:00'],
  ['um zwei Uhr', '2026-11-27T14:00'],
  ['um zwölf Uhr', '2026-11-27T12:00'],
  ['morgen um acht Uhr', '2026-11-28T08:00'],
  ['morgen acht Uhr 30', '2026-11-28T08:30'],
  ['um 24 Uhr', '2026-11-28T00:00'],
  ['morgen um 24:00', '2026-11-29T00:00'],
  ['um dreiviertel acht', '2026-11-28T07:45'],
  ['morgen dreiviertel acht', '2026-11-28T07:45'],
  ['morgen um viertel acht', '2026-11-28T07:15'],
  ['um fünf vor zwölf', '2026-11-27T11:55'],
  ['um 20 nach 11', '2026-11-27T11:20'],
  ['am 5.', '2026-12-05T09:00'],
  ['am 5. um 8', '2026-12-05T08:00'],
  ['heute Nacht um 1', '2026-11-28T01:00'],
  ['um 3 Uhr nachts', '2026-11-28T03:00'],
  ['in einem Jahr', '2027-11-27T10:30'],
  ['in a year', '2027-11-27T10:30'],
];

describe('a time that is said in several pieces', () => {
  it.each(WHOLE)('is read whole: %j', (when, expected) => {
    for (const [sentence, about] of [
      [when, ''],
      [`${when} x`, 'x'],
      [`me ${when} to look again`, 'look again'],
      [`mich bitte ${when} daran, Bob anzurufen`, 'Bob anzurufen'],
      [`mich ${when}, dass Toner fehlt`, 'Toner fehlt'],
      [`me to look again ${when}`, 'look again'],
      [`mich daran, ${when} Bob anzurufen`, 'Bob anzurufen'],
      [`look again ${when}, please`, 'look again'],
    ] as const) expect({ sentence, ...readSentence(sentence, NOW) }).toEqual({ sentence, at: at(expected), about });
  });

  it.each([
    ['tomorrow 8', '2026-11-28T08:00', ''],
    ['me tomorrow 8 to call Bob', '2026-11-28T08:00', 'call Bob'],
    ['me to call Bob tomorrow 8', '2026-11-28T08:00', 'call Bob'],
    ['morgen 8 daran, Bob anzurufen', '2026-11-28T08:00', 'Bob anzurufen'],
    ['in 3 days 8 in the evening', '2026-11-30T20:00', ''],
    ['tomorrow at 9.', '2026-11-28T09:00', ''],
    ['me to call Bob on Monday.', '2026-11-30T09:00', 'call Bob'],
    ['mich daran, morgen früh Bob anzurufen', '2026-11-28T09:00', 'Bob anzurufen'],
    ['mich morgen ans Meeting', '2026-11-28T09:00', 'das Meeting'],
    ['mich morgen an den Anruf', '2026-11-28T09:00', 'den Anruf'],
    ['mich morgen um 9 daran', '2026-11-28T09:00', ''],
    ['morgen an den Kunden schreiben', '2026-11-28T09:00', 'an den Kunden schreiben'],
    ['morgen ans Meeting denken', '2026-11-28T09:00', 'ans Meeting denken'],
    ['tomorrow at 9 about 3 printers', '2026-11-28T09:00', '3 printers'],
    ['in 20 minutes 3 printers', '2026-11-27T10:50', '3 printers'],
    ['tomorrow at Bob’s desk', '2026-11-28T09:00', 'at Bob’s desk'],
    ['tomorrow at 10.0.0.1 restart', '2026-11-28T09:00', 'at 10.0.0.1 restart'],
    ['restart printer 4 tomorrow', '2026-11-28T09:00', 'restart printer 4'],
    ['book room 3 for 2 hours tomorrow at 9', '2026-11-28T09:00', 'book room 3 for 2 hours'],
    ['me in 20 minutes about Monday', '2026-11-27T10:50', 'Monday'],
    ['tomorrow "Monday report"', '2026-11-28T09:00', 'Monday report'],
    ['tomorrow 30 min call with Bob', '2026-11-28T09:00', '30 min call with Bob'],
  ])('keeps its matter: %j', (sentence, expected, about) => {
    expect(readSentence(sentence, NOW)).toEqual({ at: at(expected), about });
  });

  it.each([
    'tomorrow 8 x', 'tomorrow eight x', 'morgen 8 x', 'in 3 days 8 x', 'Friday 5 x', 'tomorrow at 25 x', 'tomorrow at half nine x', 'morgen um 8-9 x',
    'tomorrow from 8 to 9 x', 'tomorrow at 8 or 9 x', 'tomorrow at 8 to 9 x', 'at 8 - 10 x', 'morgen von 8 bis 9 x', 'morgen um 8 oder 9 x', 'tomorrow until 9 x', 'tomorrow about 8 x',
    'tomorrow or Monday x', 'tomorrow and Friday x', 'morgen und übermorgen x', 'Monday until Friday x', 'Montag bis Freitag x', 'tomorrow Monday x', 'Friday 5 December', 'am Freitag, 5.12. x',
    'in 20 minutes at 8 x', 'in 2 hours tomorrow x', 'um 8 in 20 Minuten x', 'today in 20 minutes', 'in 20 minutes Monday report', 'at 8 at 9 x', 'tomorrow next week x', 'in 3 days next week x', 'in a week on Wednesday x',
    '3 days from tomorrow x', '2 weeks from Monday x', 'in 2 weeks and 3 days x', 'in 1 day 2 hours x', 'at 8 in a few days x', 'um 8 in ein paar Tagen x', 'in ein paar Minuten', 'in a few minutes x', 'at 8 next month x', 'um 8 nächsten Monat x', 'at 8 in December x',
    'Monday after next x', 'Montag nach nächster Woche x', 'call Bob übernächsten Montag', 'call Bob last Monday', 'call Bob at the end of next week', 'Toner bestellen Ende nächster Woche', 'call Bob before Friday', 'Bob anrufen bis Freitag', 'call Bob next month at 8', 'call Bob in December at 8',
    'call Bob in half a day at 8', 'call Bob at 25 tomorrow', 'call Bob on 31.2. at 8', 'call Bob on 12/5 at 8', 'call Bob on 5/12/2026 at 8', 'tomorrow 12/5 x', 'call Bob 25:00 tomorrow', 'today call Bob at 9', 'on the 3rd floor x', 'mich daran, morgen Bob anzurufen, in 20 Minuten',
    'Mondays at 9 x', 'montags um 9 x', 'check backup on Mondays at 9', 'at 14 am x', 'um 24:30 x', 'this week', 'at half past x', 'tomorrow at past two x', 'on the 32nd x', 'am 32. x', 'today',
  ])('is none where a piece of it is not understood: %j', (sentence) => {
    expect(readSentence(sentence, NOW)).toBeNull();
  });

  it('is the night that is near', () => {
    expect(readSentence('um 3 in der Nacht', at('2026-11-27T01:00'))?.at).toBe(at('2026-11-27T03:00'));
    expect(readSentence('am 27. um 14 Uhr', NOW)?.at).toBe(at('2026-11-27T14:00'));
    expect(readSentence('am 31.', at('2027-02-10T10:30'))?.at).toBe(at('2027-03-31T09:00'));
  });
});
