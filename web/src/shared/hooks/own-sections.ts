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
