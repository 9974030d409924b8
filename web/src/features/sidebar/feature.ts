// What the sidebar adds to the page: the dialogs for sections of one's own.

import type { SidebarSection } from '../../shared/hooks/sections';
import type { Spot } from '../../shared/hooks/usePersonCard';
import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    move_to_section: { channelId: number };
    edit_section: { sectionId: string };
    /** The orders that a section can have, below what was clicked. */
    sort_section: { section: SidebarSection['name']; spot: Spot };
  }
}

export const feature: Feature = {
  dialogs: {
    move_to_section: { load: async () => (await import('./SectionDialogs')).MoveToSectionDialog },
    sort_section: { load: async () => (await import('./OrderMenu')).OrderMenu },
    edit_section: { load: async () => (await import('./SectionDialogs')).EditSectionDialog },
  },
};
