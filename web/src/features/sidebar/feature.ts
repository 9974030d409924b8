// What the sidebar adds to the page: the dialogs for sections of one's own.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    move_to_section: { channelId: number };
    edit_section: { sectionId: string };
  }
}

export const feature: Feature = {
  dialogs: {
    move_to_section: { load: async () => (await import('./SectionDialogs')).MoveToSectionDialog },
    edit_section: { load: async () => (await import('./SectionDialogs')).EditSectionDialog },
  },
};
