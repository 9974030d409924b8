// Why the server does not take a file, in words that say what would be taken. All its sentences are in
// refusals.generated.json, which the engine's tests write.

import { ChatError } from '../../core/protocol/errors';
import type { Words } from '../../shared/words/english';
import { reasonOf } from '../../shared/words/reasons';
import type { FilesWords } from './file-words';

const KINDS = /^files like .+ are not allowed here; (allowed|not allowed): (.+)$/;
const REASONS: Readonly<Record<keyof FilesWords['files']['refusals']['reasons'], RegExp>> = {
  empty: /^the file is empty$/,
  otherContent: /^.+ is not what its name says: it contains .+$/,
  tooLarge: /^the file is too large; the limit is (?<size>\d+) MiB$/,
  overQuota: /^the file is larger than all that is allowed in a day; the limit is (?<size>\d+) MiB$/,
  tooManyPixels: /^the picture is too large: (?<width>\d+) × (?<height>\d+) pixels; make it smaller$/,
  damaged: /^the picture is damaged, so the data in it about place and owner cannot be removed$/,
  quota: /^you have uploaded as much as is allowed in a day; try again later$/,
  unfinished: /^you have too many unfinished uploads; finish or cancel some$/,
  full: /^the server's disk is too full for files; tell an administrator$/,
  noStore: /^the store of files does not answer; try again later$/,
};

/** The error of an upload that the scanner did not pass, by the server's word for the reason. */
export function blockedError(reason: string | null): ChatError {
  return new ChatError('invalid', `the file is blocked: ${reason ?? 'harmful'}`);
}

const BLOCKED = /^the file is blocked: (\w+)$/;

export function refusalOf(error: ChatError, words: Words & FilesWords): string {
  const { refusals } = words.files;
  const [, blocked] = BLOCKED.exec(error.message) ?? [];
  if (blocked !== undefined) return words.files.blocked(blocked);
  const [, rule, kinds] = KINDS.exec(error.message) ?? [];
  if (rule !== undefined && kinds !== undefined) {
    const named = listed(kinds, words);
    return rule === 'allowed' ? refusals.onlyKinds(named) : refusals.notKinds(named);
  }
  for (const [reason, pattern] of Object.entries(REASONS) as [keyof typeof REASONS, RegExp][]) {
    const found = pattern.exec(error.message);
    if (found !== null) return refusals.reasons[reason]((found.groups ?? {}) as { size: string; width: string; height: string });
  }
  const reason = reasonOf(error, words);
  if (reason !== words.errors[error.code]) return reason;
  return error.code === 'too_large' ? words.files.tooLarge : error.code === 'invalid' ? words.files.refused : reason;
}

/** `image/*, .txt` as people call them, e.g. `images and TXT`. */
function listed(kinds: string, { locale, files: { refusals } }: Words & FilesWords): string {
  const names = kinds.split(', ').map((kind) => {
    if (kind.startsWith('.')) return kind.slice(1).toUpperCase();
    const [family = '', subtype = ''] = kind.split('/');
    if (subtype === '*') return refusals.families[family as keyof typeof refusals.families] ?? kind;
    return /^[a-z0-9]{2,5}$/.test(subtype) ? subtype.toUpperCase() : kind;
  });
  return new Intl.ListFormat(locale).format(new Set(names));
}
