// What a file is to whoever looks at it, and how large it says it is. Pure.

import type { FileInfo } from '../../core/protocol/generated';

export type Shown = 'picture' | 'pdf' | 'video' | 'audio' | 'text' | 'card';

const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;
/** What is text although its media type does not begin so. */
const TEXTS = /^application\/(?:json|javascript|xml|x-(?:sh|yaml|toml|sql|ndjson)|toml|sql|yaml)$/;
/** Larger pictures without a small version are cards: to fetch them only to look at a list would be a waste. */
const MOST_PICTURE_BYTES = 15_000_000;

export function isHeavy({ size }: Pick<FileInfo, 'size'>): boolean {
  return size > MOST_PICTURE_BYTES;
}

/** The containers of videos, which may hold sound alone: then the name says so. */
const SOUND = /\.(?:m4a|m4b|weba|oga|opus)$/i;

export function shownAs(file: Pick<FileInfo, 'mimeType' | 'name' | 'size' | 'hasThumbnail'>): Shown {
  const { mimeType } = file;
  if (PICTURES.test(mimeType)) return file.hasThumbnail || !isHeavy(file) ? 'picture' : 'card';
  if (mimeType.startsWith('video/')) return SOUND.test(file.name) ? 'audio' : 'video';
  if (mimeType.startsWith('audio/')) return 'audio';
  if (mimeType === 'application/pdf') return 'pdf';
  return mimeType.startsWith('text/') || TEXTS.test(mimeType) ? 'text' : 'card';
}

/** Whether nobody but its sender gets the bytes of a file yet, or nobody ever will. */
export function isHeld({ state }: Pick<FileInfo, 'state'>, mine: boolean): boolean {
  return state === 'blocked' || (state === 'checking' && !mine);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A length as the language writes it, e.g. `1.2 MB`: of 1,024 kB, as the server's limits and Windows count. */
export function sizeOf(bytes: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.max(1, Math.floor(Math.log2(bytes) / 10)));
  const value = bytes / 1024 ** step;
  const maximumFractionDigits = step > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits }).format(value);
}

/** The end of a name, e.g. `PDF`, where it has a short one. */
export function endingOf(name: string): string {
  return /[^.]\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? '';
}

/** Minutes and seconds, e.g. `1:05`. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Files in their order, pictures that follow each other together. `mine`: whoever looks has sent them. */
export function grouped(files: readonly FileInfo[], mine: boolean): readonly (readonly [FileInfo, ...FileInfo[]])[] {
  const groups: [FileInfo, ...FileInfo[]][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    if (last !== undefined && isShownPicture(last[0], mine) && isShownPicture(file, mine)) last.push(file);
    else groups.push([file]);
  }
  return groups;
}

export function isShownPicture(file: FileInfo, mine: boolean): boolean {
  return shownAs(file) === 'picture' && !isHeld(file, mine);
}

const MOST_WIDTH = 400;
const MOST_HEIGHT = 320;
const LEAST = 48;

/** The box that a picture or a video alone gets, in pixels, with its aspect: before it is loaded as afterwards. */
export function boxOf({ width = 4, height = 3 }: Pick<FileInfo, 'width' | 'height'>, known = true): { width: number; height: number } {
  const scale = Math.min(MOST_WIDTH / width, MOST_HEIGHT / height, known ? 1 : Infinity);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}
