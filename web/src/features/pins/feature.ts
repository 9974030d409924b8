// What pins add to the page.

import { mdiPinOutline } from '@mdi/js';

import type { Message, Pinning } from '../../core/protocol/generated';
import { asChatError } from '../../core/protocol/errors';
import { isAppointed, postingRight } from '../../core/store/selectors';
import type { ActionContext, Viewer } from '../../shared/registry/actions';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { pinsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    pins: object;
  }
}

/** Everyone who may write may pin, or only admins if the channel's setting says so. The server decides in the end. */
export function mayPin({ channel, permissions }: Viewer): boolean {
  if (postingRight(channel, permissions) !== 'allowed') return false;
  return channel.pinning === 'members' || isAppointed(channel, permissions);
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'pin',
      order: 60,
      icon: mdiPinOutline,
      label: ({ pinnedAt }, words) => pinsWords.in(words).pins[pinnedAt === null ? 'pin' : 'unpin'],
      available: (message, viewer) => message.deletedAt === null && message.type !== 'system' && mayPin(viewer),
      act: toggle,
      key: 'p',
    },
  ],
  messageMarks: [
    {
      name: 'pin',
      icon: mdiPinOutline,
      text: ({ pinnedBy }, nameOf, words) => (pinnedBy === null ? null : pinsWords.in(words).pins.by(nameOf(pinnedBy))),
    },
  ],
  panes: {
    pins: {
      title: (words) => pinsWords.in(words).pins.title,
      load: async () => (await import('./PinsPane')).PinsPane,
      address: NAME_ONLY,
      button: { icon: mdiPinOutline, label: (words) => pinsWords.in(words).pins.title, inMenu: true },
    },
  },
  channelSettings: [
    {
      name: 'pinning',
      title: (words) => pinsWords.in(words).pins.whoPins,
      options: (words) => (['members', 'admins'] as const).map((who) => [who, pinsWords.in(words).pins[who]]),
      value: ({ pinning }) => pinning,
      settings: (pinning) => ({ pinning: pinning as Pinning }),
    },
  ],
};

async function toggle({ id, pinnedAt }: Message, { session, notify, words }: ActionContext): Promise<void> {
  try {
    await (pinnedAt === null ? session.pin(id) : session.unpin(id));
  } catch (thrown) {
    if (asChatError(thrown).code !== 'conflict') throw thrown;
    notify.problem(pinsWords.in(words).pins.full);
  }
}
