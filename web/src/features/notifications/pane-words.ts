// All words of notifications, in English: fetched with the pane. Their type binds the other languages.

import { DIRECT, notifiedInEnglish } from '../../core/formatting/notified';
import { reachedInEnglish } from '../../core/formatting/reached';
import { wordsFor } from '../../shared/words/words';
import type { DesktopPermission } from './permission';
import { english as first } from './words';

const english = {
  notifications: {
    ...first.notifications,
    reasons: notifiedInEnglish,
    people: ([latest = '', second, ...rest]: readonly string[]) => (second === undefined ? latest : rest.length === 0 ? `${latest} and ${second}` : `${latest} and ${rest.length + 1} others`),
    many: (count: number) => `${count} new notifications`,
    reply: 'Reply',
    replyHint: 'Write a reply',
    direct: DIRECT,
    notes: 'your notes',
    lost: 'a conversation you’re no longer in',
    gone: 'This message is no longer available.',
    filters: 'Show',
    all: 'All',
    mentions: 'Mentions',
    threads: 'Threads',
    reactions: 'Reactions',
    isUnread: 'Unread',
    readAll: 'Mark all as read',
    more: 'Show older notifications',
    none: 'No notifications yet.',
    noneOfKind: 'Nothing here yet.',
    noneHint: 'Mentions, replies to your threads, reactions to your messages, and reminders appear here.',
  },
  many: {
    question: (people: number, offDuty: number, place: string) => `This will notify ${reachedInEnglish(people, offDuty, place)}. Send?`,
    edit: 'Edit message',
  },
  markAll: {
    question: 'Mark everything as read?',
    action: 'Mark all as read',
    hint: 'All conversations, threads and notifications, on all your devices. You can’t undo this.',
    done: 'Everything is marked as read.',
    nothing: 'Nothing is unread.',
  },
  quiet: {
    title: 'Do not disturb',
    off: 'Off. You’re notified as usual.',
    until: (time: string) => `On until ${time}`,
    inHours: 'On during your quiet hours',
    turnOff: 'Turn off',
    halfHour: '30 minutes',
    hour: '1 hour',
    tomorrow: (time: string) => `Until tomorrow, ${time}`,
    custom: 'Custom…',
    customLabel: 'Until',
    set: 'Turn on',
    hours: 'Quiet hours',
    schedule: 'Silence notifications on a schedule',
    from: 'From',
    to: 'To',
    nextDay: 'Ends on the next day.',
    days: 'Days on which quiet hours begin',
    zone: 'Time zone',
  },
  settings: {
    title: 'Notification settings',
    open: 'All notification settings',
    savedAutomatically: 'Changes are saved automatically.',
    keywords: 'Keywords',
    keywordsExample: 'e.g. printer, VPN, region 7',
    keywordsHint: 'You’re notified when someone writes one of these. Separate them with commas.',
    tooMany: (most: number) => `You can have at most ${most} keywords.`,
    tooLong: (most: number) => `A keyword can have at most ${most} characters.`,
    noLetter: (keyword: string) => `“${keyword}” must contain a letter or a digit.`,
    how: 'Sound and desktop',
    sound: 'Play a sound',
    listen: 'Listen',
    desktop: 'Show desktop notifications',
    allow: 'Allow in this browser',
    permission: {
      default: 'This browser needs your permission first.',
      granted: 'Allowed in this browser.',
      denied: 'This browser blocks notifications from this page. Allow them in its settings for this site: use the icon next to the address.',
      unsupported: 'This browser can’t show notifications for this page.',
    } satisfies Record<DesktopPermission, string>,
  },
  ofChannel: {
    title: 'Notifications for this conversation',
    saved: 'Saved.',
    which: 'Notify me about',
    all: 'All messages',
    mentions: 'Mentions',
    none: 'Nothing',
    hints: {
      all: 'Every new message',
      mentions: 'Mentions of you, your keywords, and replies in threads you follow',
      none: 'Mentions are still counted in the sidebar',
    },
    mute: 'Mute conversation',
    mutes: {
      off: 'Off',
      until: (time: string) => `Until ${time}`,
      hour: 'For 1 hour',
      tomorrow: (time: string) => `Until tomorrow, ${time}`,
      always: 'Until I turn it back on',
    },
    muteHint: 'A muted conversation is never bold and doesn’t notify you. Mentions are still counted.',
  },
  slash: {
    howLong: '[30 min, 2 h or off]',
    dnd: 'Turn on do not disturb',
    dndHow: 'Type how long, e.g. /dnd 30 min, /dnd 2 h or /dnd off. Seven days at most.',
    dndOn: (until: string) => `Do not disturb is on until ${until}.`,
    dndOff: 'Do not disturb is off.',
  },
};

export type NotificationsWords = typeof english;
export const notificationsWords = wordsFor('notifications', english);
export const useWords = notificationsWords.use;
