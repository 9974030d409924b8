// Which files of a conversation are listed, as a search, and for files that no message has. Pure.

import { fold } from '../../core/formatting/fold';
import type { FileInfo } from '../../core/protocol/generated';

/** The kinds that the server can search for. */
export const KINDS = ['image', 'video', 'audio', 'pdf', 'document', 'text', 'archive'] as const;
export const TIMES = ['week', 'month', 'year'] as const;

export interface FilesFilter {
  /** Part of a file's name, or of the text that it was sent with. */
  text: string;
  kind: (typeof KINDS)[number] | '';
  /** Who sent it: a username; empty for anyone. */
  from: string;
  /** How long ago at most; empty for any time. */
  since: (typeof TIMES)[number] | '';
}

export const ALL_FILES: FilesFilter = { text: '', kind: '', from: '', since: '' };

export function isFiltered({ text, kind, from, since }: FilesFilter): boolean {
  return text.trim() !== '' || kind !== '' || from !== '' || since !== '';
}

const DAYS = { week: 7, month: 30, year: 365 } as const;

export function queryOf(channelId: number, { text, kind, from, since }: FilesFilter, now: Date): string {
  const parts = [`has:${kind === '' ? 'file' : kind}`, `in:id:${channelId}`];
  if (from !== '') parts.push(`from:"${from}"`);
  if (since !== '') parts.push(`after:${dayBefore(now, DAYS[since])}`);
  return [...parts, ...wordsOf(text)].join(' ');
}

/** The user's own date, so many days ago. */
function dayBefore(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Everything that is typed here is text: what would be a filter elsewhere stands in quotes. */
function wordsOf(text: string): string[] {
  const words = text.replaceAll(/["„“”]/gu, ' ').split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => (word.startsWith('-') || word.includes(':') ? `"${word}"` : word));
}

/** The kinds as the server has them. */
const OF_KIND: Readonly<Record<(typeof KINDS)[number], RegExp>> = {
  image: /^image\//,
  video: /^video\//,
  audio: /^audio\//,
  pdf: /^application\/pdf$/,
  document: /word|excel|powerpoint|spreadsheet|presentation|opendocument|rtf/,
  text: /^text\/|json|xml|yaml|toml|javascript/,
  archive: /zip|x-(?:tar|gzip|7z|rar|xz|bzip2)/,
};

/** Whether a file is listed that no message has: `sent` says by whom and when, where that is known. */
export function isAccepted({ text, kind, from, since }: FilesFilter, file: FileInfo, sent: { by: string; at: number | undefined } | undefined, now: Date): boolean {
  const name = fold(file.name);
  if (!fold(text).split(' ').every((word) => name.includes(word))) return false;
  if (kind !== '' && !OF_KIND[kind].test(file.mimeType)) return false;
  if (from !== '' && sent?.by !== from) return false;
  return since === '' || (sent?.at ?? 0) >= now.getTime() - DAYS[since] * 24 * 60 * 60 * 1000;
}
