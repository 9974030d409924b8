import { beforeEach, describe, expect, it } from 'vitest';

import { arrangedIn, arrangeSection, changeOwnSections, changeSidebar, ownSections, sidebarChoices } from './sidebar';

describe('the order of a section', () => {
  beforeEach(() => changeSidebar({ orders: {}, arranged: {}, own: {}, sent: {} }));

  it('keeps the places of what is elsewhere for the time being', () => {
    const arranged = (): readonly number[] => arrangedIn(sidebarChoices.get(), 'ann', 'channels');
    arrangeSection('ann', 'channels', [1, 2, 3, 4, 5]);
    // 1, 3 and 4 are pinned; 5 is moved up.
    arrangeSection('ann', 'channels', [5, 2]);
    expect(arranged()).toEqual([1, 5, 2, 3, 4]);
    arrangeSection('ann', 'channels', [1, 6, 2, 3, 4, 5]);
    expect(arranged()).toEqual([1, 6, 2, 3, 4, 5]);
  });

  it('does so in a section of one’s own, which the server is then told of', () => {
    changeOwnSections('ann', () => [{ id: 'a', title: 'Urgent', channels: [1, 2, 3] }]);
    changeSidebar({ sent: { ann: true } });
    arrangeSection('ann', 'own:a', [3, 1]);
    expect(ownSections(sidebarChoices.get(), 'ann')[0]?.channels).toEqual([3, 1, 2]);
    expect(sidebarChoices.get().sent['ann']).toBe(false);
  });
});
