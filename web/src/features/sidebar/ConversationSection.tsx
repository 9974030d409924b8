// A section of conversations: its heading with what can be done there, and its rows.

import { mdiCompassOutline, mdiPencilOutline, mdiPencilPlusOutline, mdiPlus, mdiSortAlphabeticalAscending, mdiSortClockDescendingOutline } from '@mdi/js';
import { Children, type ReactNode } from 'react';

import { useChat } from '../../shared/hooks/client';
import type { SectionName, SidebarSection } from '../../shared/hooks/sections';
import { changeSidebar, sidebarChoices } from '../../shared/hooks/sidebar';
import type { Dialog } from '../../shared/hooks/view/state';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { SectionHeading } from './SectionHeading';
import { useWords } from './words';
import styles from './ChannelSidebar.module.css';

interface ConversationSectionProps {
  section: SidebarSection;
  folded: boolean;
  children: ReactNode;
}

export function ConversationSection({ section: { name, title, order, channels }, folded, children }: ConversationSectionProps) {
  const { sidebar } = useWords();
  const dispatch = useViewDispatch();
  const mayCreate = useChat((state) => state.permissions.includes('chat.create_channels'));
  const open = (dialog: Dialog) => () => dispatch({ type: 'dialog_opened', dialog });
  const other = order === 'name' ? 'recent' : 'name';
  return (
    <section className={styles.section} data-section={name}>
      <SectionHeading name={name} title={title ?? sidebar[name as SectionName]} folded={folded}>
        {title !== undefined && <Action className={styles.sort} label={sidebar.editSection(title)} path={mdiPencilOutline} onClick={open({ name: 'edit_section', sectionId: name.slice(4) })} />}
        {channels.length > 1 && order !== 'own' && (
          <Action
            className={styles.sort}
            label={other === 'name' ? sidebar.sortByName : sidebar.sortByRecent}
            path={order === 'name' ? mdiSortAlphabeticalAscending : mdiSortClockDescendingOutline}
            onClick={() => changeSidebar({ orders: { ...sidebarChoices.get().orders, [name]: other } })}
          />
        )}
        {name === 'channels' && <Action label={sidebar.browse} path={mdiCompassOutline} onClick={open({ name: 'browse' })} />}
        {name === 'channels' && mayCreate && <Action label={sidebar.create} path={mdiPlus} onClick={open({ name: 'create_channel' })} />}
        {name === 'directs' && <Action label={sidebar.newDirect} path={mdiPencilPlusOutline} onClick={open({ name: 'people' })} />}
      </SectionHeading>
      {Children.count(children) > 0 && <ul className={styles.list}>{children}</ul>}
      {channels.length === 0 && !folded && title !== undefined && <p className={styles.hint}>{sidebar.emptySection}</p>}
      {channels.length === 0 && !folded && title === undefined && (
        <div className={styles.empty}>
          <p>{name === 'channels' ? sidebar.empty : sidebar.noDirects}</p>
          {name === 'channels' ? (
            <Button size="small" onClick={open({ name: 'browse' })}>
              {sidebar.browse}
            </Button>
          ) : (
            <Button size="small" onClick={open({ name: 'people' })}>
              {sidebar.findPeople}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Action({ label, path, className, onClick }: { label: string; path: string; className?: string | undefined; onClick(): void }) {
  return (
    <IconButton size="small" className={className} aria-label={label} title={label} onClick={onClick}>
      <Icon path={path} size={18} />
    </IconButton>
  );
}
