// What the user changes about the sections of the sidebar; fetched with what they are arranged by.

import type { OwnSection, OwnSections } from './own-sections';

/** Puts a conversation into a section, before the one at `index` or at its end; or out of all of them. */
export function place(sections: OwnSections, channelId: number, sectionId: string | null, index = Infinity): OwnSections {
  return sections.map((section) => {
    const others = section.channels.filter((id) => id !== channelId);
    if (section.id !== sectionId) return others.length === section.channels.length ? section : { ...section, channels: others };
    // What stood above the new place and moves down leaves that one further up.
    const from = section.channels.indexOf(channelId);
    const at = from !== -1 && from < index ? index - 1 : index;
    return { ...section, channels: others.toSpliced(at, 0, channelId) };
  });
}

/** Moves a section up or down among the others. */
export function moveSection(sections: OwnSections, sectionId: string, by: -1 | 1): OwnSections {
  const from = sections.findIndex(({ id }) => id === sectionId);
  const section = sections[from];
  const to = from + by;
  if (section === undefined || to < 0 || to >= sections.length) return sections;
  return sections.toSpliced(from, 1).toSpliced(to, 0, section);
}

/** The section that holds a conversation. */
export function sectionWith(sections: OwnSections, channelId: number): OwnSection | undefined {
  return sections.find(({ channels }) => channels.includes(channelId));
}
