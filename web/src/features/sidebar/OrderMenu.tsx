// The orders that a section can have, as a menu below what was clicked.

import { useChat } from '../../shared/hooks/client';
import { sectionsOf, type SectionName, type SidebarSection } from '../../shared/hooks/sections';
import { arrangedIn, arrangeSection, changeSidebar, ORDERS, sidebarChoices, useSidebarChoices, type Order } from '../../shared/hooks/sidebar';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { ActionMenu } from '../../shared/ui/ActionMenu';
import { useWords } from './arrange-words';

export function OrderMenu({ section: name, spot }: { section: SidebarSection['name']; spot: Spot }) {
  const { arrange, sidebar } = useWords();
  const dispatch = useViewDispatch();
  const choices = useSidebarChoices();
  const me = useChat((state) => state.me?.username ?? '');
  const section = useChat((state) => sectionsOf(state, choices).find((one) => one.name === name));
  if (section === undefined) return null;
  const choose = (order: Order): void => {
    // Rows stay where they are until they are moved, unless the section was arranged before: that is what comes back.
    const isNew = section.title === undefined && arrangedIn(choices, me, name).length === 0;
    if (order === 'own' && isNew) arrangeSection(me, name, section.channels.map(({ id }) => id));
    else changeSidebar({ orders: { ...sidebarChoices.get().orders, [name]: order } });
  };
  return (
    <ActionMenu
      label={sidebar.sortSection(section.title ?? sidebar[name as SectionName])}
      at={spot}
      actions={ORDERS.map((order) => ({ name: order, label: arrange.orders[order], checked: order === section.order, act: () => choose(order) }))}
      onClose={() => dispatch({ type: 'dialog_closed' })}
    />
  );
}
