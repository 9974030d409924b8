// All words of files, in English: fetched with the first one. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

/** What a refusal names, where it names it. */
interface Figures {
  size: string;
  width: string;
  height: string;
}

/** By the server's words for it. */
const blockedFor: Readonly<Record<string, string>> = {
  harmful: 'the scanner found harmful content.',
  too_large: 'it’s too large to be checked.',
  encrypted: 'it’s encrypted and can’t be checked.',
};

export const english = {
  files: {
    ...first.files,
    none: 'No files yet.',
    noneHint: 'Drop files anywhere in this conversation, or choose “Attach files”, and everyone finds them here.',
    noMatch: 'No files match.',
    filters: {
      label: 'Filter files',
      text: 'Name or text',
      kind: 'Kind',
      anyKind: 'Any kind',
      kinds: { image: 'Pictures', video: 'Videos', audio: 'Audio', pdf: 'PDF', document: 'Office documents', text: 'Text files', archive: 'Archives' },
      from: 'Sent by',
      anyone: 'Anyone',
      since: 'Sent within',
      anyTime: 'Any time',
      times: { week: 'Last 7 days', month: 'Last 30 days', year: 'Last 12 months' },
    },
    more: 'Show more',
    download: (name: string) => `Download ${name}`,
    open: (name: string) => `Open ${name}`,
    play: (name: string) => `Play ${name}`,
    pause: (name: string) => `Pause ${name}`,
    attached: 'Attached files',
    remove: (name: string) => `Remove ${name}`,
    retry: (name: string) => `Upload ${name} again`,
    uploading: (name: string) => `Uploading ${name}`,
    progress: (share: number) => share.toLocaleString('en', { style: 'percent' }),
    hold: (name: string) => `Pause uploading ${name}`,
    resume: (name: string) => `Resume uploading ${name}`,
    paused: 'Paused',
    offline: 'Waiting for the connection…',
    waiting: 'Sending when the upload is done:',
    empty: 'The file is empty, or it is a folder.',
    tooLarge: 'The file is too large.',
    refused: 'This kind of file can’t be sent, or it isn’t what its name says.',
    refusals: {
      onlyKinds: (kinds: string) => `This kind of file isn’t allowed here. You can send ${kinds}.`,
      notKinds: (kinds: string) => `This kind of file isn’t allowed here. Not allowed: ${kinds}.`,
      families: { image: 'images', video: 'videos', audio: 'audio', text: 'text files' },
      reasons: {
        empty: () => 'The file is empty.',
        otherContent: () => 'The content isn’t what the file name says.',
        tooLarge: ({ size }: Figures) => `The file is too large. The limit is ${size} MB.`,
        overQuota: ({ size }: Figures) => `The file is larger than what you can upload in a day, which is ${size} MB.`,
        tooManyPixels: ({ width, height }: Figures) => `The picture has ${width} × ${height} pixels, which is too many. Make it smaller.`,
        damaged: () => 'The picture is damaged.',
        quota: () => 'You’ve uploaded as much as you can today. Try again later.',
        unfinished: () => 'You have too many unfinished uploads. Finish or cancel some.',
        full: () => 'The server has no space left for files. Tell an administrator.',
        noStore: () => 'The server can’t store files at the moment. Try again later.',
      },
    },
    removeFailed: (count: number) => (count === 1 ? 'Remove the file that can’t be sent first.' : `Remove the ${count} files that can’t be sent first.`),
    tooMany: (most: number, left: number, names = '') => `You can attach up to ${most} files to a message. ${left === 1 ? '1 file wasn’t attached' : `${left} files weren’t attached`}${names === '' ? '.' : `: ${names}`}`,
    drop: (title: string) => `Drop files to send them to ${title}`,
    checking: 'Being checked…',
    checkingMine: 'Being checked. The others get it once it has passed.',
    blocked: (reason: string | null) => `Blocked: ${blockedFor[reason ?? ''] ?? 'it didn’t pass the check.'}`,
    missing: 'This file is no longer available.',
    notLoaded: 'The file couldn’t be loaded.',
    notPlayed: 'Your browser can’t play this file. Download it instead.',
    showMore: 'Show more',
    showLess: 'Show less',
    cut: 'Download the file to read the rest.',
    describe: (name: string) => `Describe ${name}`,
    describing: {
      title: 'File description',
      label: 'What does it show?',
      hint: 'Screen readers read it out to people who can’t see the file.',
    },
    voice: {
      label: 'Voice message',
      asking: 'Waiting for the microphone…',
      recording: 'Recording',
      ends: (most: string) => `Ends at ${most}`,
      cancel: 'Cancel recording',
      slideAway: 'Slide away to cancel',
      letGoToCancel: 'Release to cancel',
      done: 'Done',
      denied: 'Your browser doesn’t let this page use the microphone. Allow it in the browser’s settings for this page.',
      no_microphone: 'No microphone was found.',
      in_use: 'The microphone couldn’t be used. Another program may be using it.',
      other: 'The recording couldn’t be started.',
    },
    player: {
      position: 'Position',
      at: (now: string, of: string) => `${now} of ${of}`,
      speed: (times: string) => `Speed: ${times}×`,
    },
    pdf: {
      page: (number: number) => `Page ${number}`,
      protected: 'This PDF is protected with a password. Download it to open it.',
      broken: 'This PDF couldn’t be shown. Download it to open it.',
    },
    lightbox: {
      position: (at: number, of: number) => `${at} of ${of}`,
      previous: 'Previous picture',
      next: 'Next picture',
      larger: 'Zoom in',
      smaller: 'Zoom out',
      fit: 'Fit to the window',
    },
  },
};

export type FilesWords = typeof english;
export const useWords = wordsFor('files', english).use;
