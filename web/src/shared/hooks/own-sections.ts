// The sections that a user has made in the sidebar, and what is in them, in the order that they chose.

export interface OwnSection {
  readonly id: string;
  readonly title: string;
  /** Ids of conversations. Some may no longer be the user's: they are not shown, and keep their place. */
  readonly channels: readonly number[];
}

export type OwnSections = readonly OwnSection[];

/** More than this are not kept. */
const MOST_SECTIONS = 50;

/** Reads what is kept; whatever is not of its form is left out. */
export function readOwnSections(kept: unknown): OwnSections {
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((section): section is OwnSection => {
      const { id, title, channels } = (section ?? {}) as Partial<Record<keyof OwnSection, unknown>>;
      return typeof id === 'string' && typeof title === 'string' && Array.isArray(channels) && channels.every(Number.isSafeInteger);
    })
    .slice(0, MOST_SECTIONS);
}

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
