import { describe, expect, it } from 'vitest';

import { readSentence } from './when';

const at = (date: string): number => new Date(date).getTime();
/** A Friday. */
const NOW = at('2026-11-27T10:30');

describe('a sentence that says when', () => {
  it.each([
    ['me in 20 minutes about the printer', '2026-11-27T10:50', 'the printer'],
    ['in 20 min', '2026-11-27T10:50', ''],
    ['20min toner', '2026-11-27T10:50', 'toner'],
    ['2h', '2026-11-27T12:30', ''],
    ['in an hour to call Bob', '2026-11-27T11:30', 'call Bob'],
    ['in half an hour', '2026-11-27T11:00', ''],
    ['me to call Bob in 2 days', '2026-11-29T10:30', 'call Bob'],
    ['tomorrow 9:00 toner', '2026-11-28T09:00', 'toner'],
    ['me tomorrow', '2026-11-28T09:00', ''],
    ['me to check the backup tomorrow at 7:15', '2026-11-28T07:15', 'check the backup'],
    ['me to check the backup at 3pm tomorrow', '2026-11-28T15:00', 'check the backup'],
    ['at 3 to look again', '2026-11-27T15:00', 'look again'],
    ['at 9 to look again', '2026-11-28T09:00', 'look again'],
    ['at 12 am', '2026-11-28T00:00', ''],
    ['on Monday: order toner', '2026-11-30T09:00', 'order toner'],
    ['next friday', '2026-12-04T09:00', ''],
    ['friday 14:00', '2026-11-27T14:00', ''],
    ['next week', '2026-11-30T09:00', ''],
    ['tomorrow morning', '2026-11-28T09:00', ''],
    ['this afternoon', '2026-11-27T14:00', ''],
    ['tonight', '2026-11-27T20:00', ''],
    ['on 3 December at 8:00 renew the certificate', '2026-12-03T08:00', 'renew the certificate'],
    ['renew it on December 3rd', '2026-12-03T09:00', 'renew it'],
    ['2027-01-05 renew', '2027-01-05T09:00', 'renew'],
    ['3 January', '2027-01-03T09:00', ''],
    ['mich in 20 Minuten an den Drucker', '2026-11-27T10:50', 'den Drucker'],
    ['in einer halben Stunde', '2026-11-27T11:00', ''],
    ['in einer Stunde Bob anrufen', '2026-11-27T11:30', 'Bob anrufen'],
    ['in 2 Tagen', '2026-11-29T10:30', ''],
    ['in 2 Std. Toner', '2026-11-27T12:30', 'Toner'],
    ['morgen um 9 Uhr den Drucker prüfen', '2026-11-28T09:00', 'den Drucker prüfen'],
    ['morgen früh', '2026-11-28T09:00', ''],
    ['übermorgen um 14:30', '2026-11-29T14:30', ''],
    ['heute um 16 Uhr 30 Toner', '2026-11-27T16:30', 'Toner'],
    ['am Montag um 8:00 Toner bestellen', '2026-11-30T08:00', 'Toner bestellen'],
    ['nächsten Dienstag', '2026-12-01T09:00', ''],
    ['Toner bestellen am 3.12. um 8 Uhr', '2026-12-03T08:00', 'Toner bestellen'],
    ['am 3. Dezember', '2026-12-03T09:00', ''],
    ['3.1.2027 Zertifikat', '2027-01-03T09:00', 'Zertifikat'],
    ['9:00 am Montag', '2026-11-30T09:00', ''],
    ['me in 20 minutes to …', '2026-11-27T10:50', '…'],
    ['me to … in 20 minutes', '2026-11-27T10:50', '…'],
    ['me to check the backup tomorrow at 9', '2026-11-28T09:00', 'check the backup'],
    ['me "check the backup" tomorrow at 9', '2026-11-28T09:00', 'check the backup'],
    ['me tomorrow at 9 to check the backup', '2026-11-28T09:00', 'check the backup'],
    ['me to call Bob in 20 minutes, please', '2026-11-27T10:50', 'call Bob'],
    ['me in twenty minutes to call Bob', '2026-11-27T10:50', 'call Bob'],
    ['me to call Bob in five minutes.', '2026-11-27T10:35', 'call Bob'],
    ['me in 1 hour and 30 minutes to call Bob', '2026-11-27T12:00', 'call Bob'],
    ['2h 30m toner', '2026-11-27T13:00', 'toner'],
    ['me in 1.5 hours to call Bob', '2026-11-27T12:00', 'call Bob'],
    ['20 minutes from now call Bob', '2026-11-27T10:50', 'call Bob'],
    ['in a month to renew it', '2026-12-27T10:30', 'renew it'],
    ['me tomorrow evening at 7 to look again', '2026-11-28T19:00', 'look again'],
    ['me at 7 in the evening to look again', '2026-11-27T19:00', 'look again'],
    ['at 2 pm in the afternoon', '2026-11-27T14:00', ''],
    ['tomorrow morning at 7:15', '2026-11-28T07:15', ''],
    ['mich in 20 Minuten daran, den Drucker zu prüfen', '2026-11-27T10:50', 'den Drucker zu prüfen'],
    ['mich daran, den Drucker zu prüfen, in 20 Minuten', '2026-11-27T10:50', 'den Drucker zu prüfen'],
    ['mich an den Toner in zwanzig Minuten', '2026-11-27T10:50', 'den Toner'],
    ['mich an „Toner bestellen“ morgen um 9', '2026-11-28T09:00', 'Toner bestellen'],
    ['mich bitte morgen um 9 an den Toner', '2026-11-28T09:00', 'den Toner'],
    ['mich morgen um 9, dass Toner fehlt', '2026-11-28T09:00', 'Toner fehlt'],
    ['in anderthalb Stunden', '2026-11-27T12:00', ''],
    ['in 1,5 Stunden', '2026-11-27T12:00', ''],
    ['in 1 Stunde und 15 Minuten Toner', '2026-11-27T11:45', 'Toner'],
    ['in drei Monaten', '2027-02-27T10:30', ''],
    ['heute Abend um 7', '2026-11-27T19:00', ''],
    ['um 7 Uhr abends Toner', '2026-11-27T19:00', 'Toner'],
    ['morgen um 8 Uhr morgens', '2026-11-28T08:00', ''],
    ['tonight at 12', '2026-11-28T00:00', ''],
    ['tonight at 12 am', '2026-11-28T00:00', ''],
    ['heute abend um 12', '2026-11-28T00:00', ''],
    ['tomorrow evening at 12:15', '2026-11-29T00:15', ''],
    ['tonight at 1 restart the server', '2026-11-28T01:00', 'restart the server'],
    ['tonight at 5', '2026-11-27T17:00', ''],
    ['mittags um 11', '2026-11-27T11:00', ''],
    ['um 11:30 Uhr mittags Toner', '2026-11-27T11:30', 'Toner'],
    ['mittags um 12', '2026-11-27T12:00', ''],
    ['tomorrow noon at 1', '2026-11-28T13:00', ''],
    ['morgen um 9 jede Rechnung prüfen', '2026-11-28T09:00', 'jede Rechnung prüfen'],
    ['tomorrow at 9 each customer needs a call', '2026-11-28T09:00', 'each customer needs a call'],
    ['me in an hour and a half about the backup', '2026-11-27T12:00', 'the backup'],
    ['in 2 hours and a half to call Bob', '2026-11-27T13:00', 'call Bob'],
    ['in one and a half hours', '2026-11-27T12:00', ''],
    ['in two and a half hours toner', '2026-11-27T13:00', 'toner'],
    ['in an hour and a quarter', '2026-11-27T11:45', ''],
    ['in a quarter of an hour to look again', '2026-11-27T10:45', 'look again'],
    ['in three quarters of an hour', '2026-11-27T11:15', ''],
    ['in half an hour and tell Bob', '2026-11-27T11:00', 'and tell Bob'],
    ['in 1h30 toner', '2026-11-27T12:00', 'toner'],
    ['1h30m', '2026-11-27T12:00', ''],
    ['in einer Viertelstunde Toner', '2026-11-27T10:45', 'Toner'],
    ['in einer Dreiviertelstunde', '2026-11-27T11:15', ''],
    ['in zweieinhalb Stunden', '2026-11-27T13:00', ''],
    ['at midnight restart the server', '2026-11-28T00:00', 'restart the server'],
    ['tomorrow at midnight', '2026-11-29T00:00', ''],
    ['heute um Mitternacht', '2026-11-28T00:00', ''],
    ['at half past two to look again', '2026-11-27T14:30', 'look again'],
    ['tomorrow at quarter to nine', '2026-11-28T08:45', ''],
    ['tomorrow at a quarter past 9 am', '2026-11-28T09:15', ''],
    ['um halb eins', '2026-11-27T12:30', ''],
    ['at quarter to one', '2026-11-27T12:45', ''],
    ['at quarter to 1 am', '2026-11-28T00:45', ''],
    ['um halb drei', '2026-11-27T14:30', ''],
    ['morgen um halb 9 Toner', '2026-11-28T08:30', 'Toner'],
    ['morgen um Viertel nach acht', '2026-11-28T08:15', ''],
    ['um viertel vor 12', '2026-11-27T11:45', ''],
    ['Dave morgen um 10 anrufen', '2026-11-28T10:00', 'Dave anrufen'],
    ['mich den Drucker in 20 Minuten zu prüfen', '2026-11-27T10:50', 'den Drucker zu prüfen'],
    ['order toner for the day tomorrow at 9', '2026-11-28T09:00', 'order toner for the day'],
  ])('is read: %j', (text, when, about) => {
    expect(readSentence(text, NOW)).toEqual({ at: at(when), about });
  });

  it.each(['', 'me', 'the printer', 'today', 'at 25', '12:75', 'in 0 minutes', 'on 31.2.', 'in the office', 'printer 4', 'the printer in 20 pieces', 'check it every Monday', 'me daily at 9', 'jeden Montag um 9 Toner', 'in half a day', 'in a day and a half', 'in 2 weeks and a half toner', 'monday 25:00 bad', 'tomorrow 12:75', 'in 1h75', 'at half past', 'please', 'call Bob in 20 minutes please tell him about the toner', 'Bob anrufen um 11 bitte auch wegen Toner'])('is none: %j', (text) => {
    expect(readSentence(text, NOW)).toBeNull();
  });

  it.each([
    'check backup every day at 9',
    'check backup every other day at 9',
    'check backup every 2 weeks at 9',
    'check backup every Monday and Friday at 9',
    'check backup every weekday at 9',
    'check backup every morning at 9',
    'check backup at 9 every day',
    'me at 9 each morning to check the backup',
    'tomorrow at 9 every 2 days',
    'at 9 every other day.',
    'at 9 every',
    'Toner prüfen jeden Tag um 9 Uhr',
    'Toner prüfen jede Woche am Montag',
    'Toner prüfen jeden zweiten Tag um 9',
    'Toner prüfen jeden Abend um 7',
    'jede Woche am Montag Toner prüfen',
    'um 9 jeden Werktag Toner prüfen',
    'um 9 jeden Morgen Toner prüfen',
  ])('is none, since it comes again: %j', (text) => {
    expect(readSentence(text, NOW)).toBeNull();
  });

  it('may name a time that is over: the caller says so', () => {
    expect(readSentence('today at 8:00', NOW)?.at).toBe(at('2026-11-27T08:00'));
    expect(readSentence('2025-01-01', NOW)?.at).toBe(at('2025-01-01T09:00'));
  });

  it('ends a month no later than its last day', () => {
    expect(readSentence('in 3 months', at('2026-11-30T10:30'))?.at).toBe(at('2027-02-28T10:30'));
  });

  it('keeps what it is about as it was written', () => {
    expect(readSentence('tomorrow  see #general:  two\nlines', NOW)?.about).toBe('see #general:  two\nlines');
    expect(readSentence('to be at 10.0.0.1 at 11:00', NOW)?.about).toBe('be at 10.0.0.1');
  });
});
