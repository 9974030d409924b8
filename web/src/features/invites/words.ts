// The words of invite links, in English: fetched with the first dialog. Their type binds the other languages.

import { ended } from '../../shared/words/ended';
import { wordsFor } from '../../shared/words/words';

const english = {
  invites: {
    title: 'Invite links',
    hint: 'Anyone with an account here can join with a link, even if the channel is private.',
    create: 'Create link',
    expires: 'Expires',
    never: 'Never',
    days: (days: number) => (days === 1 ? 'In 1 day' : `In ${days} days`),
    uses: 'Can be used',
    anyNumber: 'No limit',
    times: (count: number) => (count === 1 ? 'Once' : `${count} times`),
    none: 'No links yet.',
    copy: 'Copy link',
    copied: 'Link copied.',
    notCopied: 'The link couldn’t be copied. Select and copy it here:',
    revoke: 'Revoke',
    revokeQuestion: 'Revoke this link?',
    revokeHint: 'Nobody can join with it anymore. People who have joined stay in the channel.',
    revoked: 'The link no longer works.',
    used: (uses: number, most: number | null) => (most === null ? `Used ${uses}×` : `Used ${uses} of ${most}×`),
    until: (time: string) => `until ${time}`,
    expired: 'expired',
    by: (name: string) => `by ${name}`,
  },
  invitation: {
    title: 'You’re invited',
    link: 'Invite link',
    join: 'Join channel',
    open: 'Open channel',
    to: (by: string) => `${by} invites you to`,
    members: (count: number) => (count === 1 ? '1 member' : `${count} members`),
    already: 'You’re already a member.',
    joined: (name: string) => ended(`You joined #${name}`),
    unusable: 'This invite link no longer works.',
    unusableHint: 'It has expired, was revoked or used up, or you were removed from the channel. Ask a member for a new link, or to add you.',
    unknown: 'This invite link isn’t valid. Check that you opened the whole link.',
  },
};

export type InvitesWords = typeof english;
export const useWords = wordsFor('invites', english).use;
