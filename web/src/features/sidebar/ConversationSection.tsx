// A section of conversations: its heading with what can be done there, and its rows.

import { mdiCompassOutline, mdiPencilOutline, mdiPencilPlusOutline, mdiPlus, mdiSort } from '@mdi/js';
import { Children, type ReactNode } from 'react';

import { mayStartDirect } from '../../core/store/directs';
import { useChat } from '../../shared/hooks/client';
import type { SectionName, SidebarSection } from '../../shared/hooks/sections';
import type { Spot } from '../../shared/hooks/usePersonCard';
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

export function ConversationSection({ section: { name, title, channels }, folded, children }: ConversationSectionProps) {
  const { sidebar } = useWords();
  const dispatch = useViewDispatch();
  const mayCreate = useChat((state) => state.permissions.includes('chat.create_channels'));
  const mayStart = useChat(mayStartDirect);
  // Those that are pinned or in a section of one's own are not listed here.
  const none = useChat((state) => !Object.values(state.channels).some(({ role, type }) => role !== null && (type === 'direct') === (name === 'directs')));
  const open = (dialog: Dialog) => () => dispatch({ type: 'dialog_opened', dialog });
  const said = title ?? sidebar[name as SectionName];
  return (
    <section className={styles.section} data-section={name}>
      <SectionHeading name={name} title={said} folded={folded}>
        {title !== undefined && <Action className={styles.sort} label={sidebar.editSection(title)} path={mdiPencilOutline} onClick={open({ name: 'edit_section', sectionId: name.slice(4) })} />}
        {channels.length > 1 && (
          <Action className={styles.sort} label={sidebar.sortSection(said)} path={mdiSort} opens="menu" onClick={(button) => open({ name: 'sort_section', section: name, spot: below(button) })()} />
        )}
        {name === 'channels' && <Action label={sidebar.browse} path={mdiCompassOutline} onClick={open({ name: 'browse' })} />}
        {name === 'channels' && mayCreate && <Action label={sidebar.create} path={mdiPlus} onClick={open({ name: 'create_channel' })} />}
        {name === 'directs' && mayStart && <Action label={sidebar.newDirect} path={mdiPencilPlusOutline} onClick={open({ name: 'people' })} />}
      </SectionHeading>
      {Children.count(children) > 0 && <ul className={styles.list}>{children}</ul>}
      {channels.length === 0 && !folded && title !== undefined && <p className={styles.hint}>{sidebar.emptySection}</p>}
      {channels.length === 0 && none && !folded && title === undefined && (
        <div className={styles.empty}>
          <p>{name === 'channels' ? sidebar.empty : sidebar.noDirects}</p>
          {(name === 'channels' || mayStart) && (
            <Button size="small" onClick={open({ name: name === 'channels' ? 'browse' : 'people' })}>
              {name === 'channels' ? sidebar.browse : sidebar.findPeople}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function below(button: Element): Spot {
  const { left, right, bottom: top } = button.getBoundingClientRect();
  return { left, top, right };
}

interface ActionProps {
  label: string;
  path: string;
  className?: string | undefined;
  opens?: 'menu';
  onClick(button: Element): void;
}

function Action({ label, path, className, opens, onClick }: ActionProps) {
  return (
    <IconButton size="small" className={className} aria-label={label} title={label} aria-haspopup={opens} onClick={(event) => onClick(event.currentTarget)}>
      <Icon path={path} size={18} />
    </IconButton>
  );
}
