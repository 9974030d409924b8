// All words of forwarding, in English: fetched with its dialog. Their type binds the other languages.

import { reachedInEnglish } from '../../core/formatting/reached';
import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  forward: {
    ...first.forward,
    to: 'Forward to',
    placeholder: 'Channel or person',
    none: 'No matches.',
    change: (title: string) => `Remove ${title}`,
    comment: 'Comment (optional)',
    commentHint: 'Say why you’re forwarding it',
    preview: 'Message',
    limited: (title: string) => `Only people who can see ${title} will see this message.`,
    limitedDirect: 'Only people in that conversation will see this message.',
    limitedText: (title: string) => `Only people who can see ${title} will see this message. Everyone you forward it to can open its files.`,
    limitedTextDirect: 'Only people in that conversation will see this message. Everyone you forward it to can open its files.',
    submit: 'Forward',
    many: (people: number, offDuty: number) => `Your comment will notify ${reachedInEnglish(people, offDuty)}.`,
    submitAll: 'Forward and notify',
    done: (title: string) => `Forwarded to ${title}.`,
    over: (count: number) => `${count} characters too many`,
  },
};

export type ForwardWords = typeof english;
export const useWords = wordsFor('forward', english).use;
