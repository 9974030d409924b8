// Finding what of a time was not understood: the words beside a time that was read which say another time, or change its
// meaning ("at 25", "bis Freitag", "after next", "end of"). Half of a time is not what was meant. Pure.

import { CLOCK, hourInWords } from './clock';
import { MONTHS } from './days';
import { said, saidFrom, UNITS, type Word } from './spans';

/** How many words may belong to a time that is not understood. */
const MOST = 6;
const sources = (patterns: readonly RegExp[]): string => patterns.map(({ source }) => source.slice(1, -1)).join('|');
const UNIT = `(?:${sources(UNITS.map(([pattern]) => pattern))}|seconds?|sekunden?|weekends?|wochenenden?)`;
const MONTH = `(?:${sources(MONTHS)})`;
const NEXT = '(?:next|last|this|nächste[nrm]?|kommende[nrm]?|letzte[nrm]?|diese[nrm]?|übernächste[nrm]?)';
/** Say a part of a longer time, or another than the one they stand beside. */
const TURNS = 'before|after|until|till?|by|since|from|through|between|vor|nach|bis|seit|ab|von|zwischen';
const NUMBER = String.raw`\d{1,4}(?:[:.h–-]\d{0,2})?(?:am|pm|uhr|h|ish|ff)?\.?`;

const behind = [
  // At 25, or 9, bis 10 Uhr, - 12, at half nine
  `(?:(?:${TURNS}|at|um|gegen|around|or|and|oder|und|to|[-–—]) )+(?:ca\\.? |about |around |etwa |half |halb |quarter |viertel )*${NUMBER}(?: |$)`,
  `(?:at|um|gegen|around|past|to|nach|vor) (?:a )?(?:half|halb|quarter|viertel|dreiviertel|drei)(?: |$)`,
  `(?:at |um )?past |after next|nach nächste|week(?: |$)|woche(?: |$)|uhr(?: |$)|o['’]?clock|[ap]m\\.?(?: |$)|[ap]\\.m`,
  `(?:(?:on|at|in|am|im|the|of) )*${NEXT} ${UNIT}(?: |$)`,
  `(?:on|in|im|of|des) (?:the )?${MONTH}(?: |$)`,
  // In a few days, nach 3 Tagen; in the quarter's office is no time.
  `(?:in|after|nach|within|and|und) (?:\\S+ ){0,3}${UNIT}(?: |$)`,
  String.raw`\d{1,4}\/\d{1,2}`,
].map((pattern) => new RegExp(`^(?:${pattern})`, 'u'));

const inFront = [
  `(?:${TURNS}|first|second|third|last|not|erste[nr]?|zweite[nr]?|dritte[nr]?|letzte[nr]?|vorige[nr]?|übernächste[nr]?|nicht|end|ende|anfang|mitte|beginning|start|middle)(?: (?:of|the|am|um|on|at|in|der|des))*`,
  // At 25, am 31.2., on 12/5
  `(?:at|um|gegen|around|on|am) (?!\\d+\\.\\d+\\.\\d+\\.)\\d[\\d./:-]*(?:uhr|am|pm|h|ish)?(?: uhr)?`,
  `${NEXT} ${UNIT}`,
  `(?:in|im|of|${NEXT}) ${MONTH}`,
  `(?:in|after|nach|within) (?:\\S+ ){0,3}${UNIT}`,
  `sat|sun|${CLOCK.source.slice(1, -1)}|\\d{1,2}\\.\\d{1,2}\\.(?:\\d{2,4})?|\\d{1,4}\\/\\d{1,2}\\/\\d{1,4}`,
].map((pattern) => new RegExp(`(?:^| )(?:${pattern})$`, 'u'));

/** Words in front of a time, or a link to another one, from where the other one may be read. */
const LINKS = new RegExp(`^(?:${TURNS}|or|and|oder|und|to|but|aber|[-–—])$`, 'u');

/** The place behind `at` where another time may be linked to the one that was read. */
export function linked(words: readonly Word[], at: number): number {
  return LINKS.test(said(words, at)) ? at + 1 : at;
}

/** Whether what follows a time belongs to it, though it was not understood. */
export function goesOn(words: readonly Word[], at: number, isLong: boolean): boolean {
  const ahead = saidFrom(words, at, MOST);
  if (CLOCK.test(said(words, at)) || /^(?:and|und) (?:an?|one|eine[rn]?) (?:half|quarter|halben?)$/.test(saidFrom(words, at, 3))) return true;
  if (/^(?:at|um|to|and) \d+\.\d+\.\d+\.\d+/.test(ahead)) return false;
  if (behind.some((pattern) => pattern.test(ahead))) return true;
  // "Tomorrow 8 …" may be the hour, or how many.
  const unit = UNITS.find(([pattern]) => pattern.test(said(words, at + 1)))?.[1];
  const isNumber = /^\d{1,2}$/.test(said(words, at)) || hourInWords(said(words, at)) > 0;
  return isLong && (/^(?:about|ca\.?|etwa) \d{1,2}(?: |$)/.test(ahead) || (isNumber && unit !== 'minute' && unit !== 'hour'));
}

/** Whether what stands before a time changes it. */
export function isChangedBy(words: readonly Word[], start: number): boolean {
  const before = words.slice(Math.max(0, start - MOST), start).map((word) => word.said).join(' ');
  return inFront.some((pattern) => pattern.test(before));
}
