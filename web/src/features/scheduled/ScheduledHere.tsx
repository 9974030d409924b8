// How many messages will be sent later in a conversation; opens their list.

import { mdiClockOutline } from '@mdi/js';

import { useChat } from '../../shared/hooks/client';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import type { Place } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './words';

export function ScheduledHere({ channelId, threadId }: Place) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const count = useChat(({ scheduled }) => scheduled.filter((one) => one.channelId === channelId && (one.threadId ?? null) === threadId).length);
  const open = useView((view) => view.pane?.name === 'scheduled');
  if (count === 0) return null;
  return (
    <Button size="small" data-opens-pane aria-pressed={open} startIcon={<Icon path={mdiClockOutline} size={16} />} onClick={() => dispatch({ type: 'pane_toggled', pane: { name: 'scheduled' } })}>
      {words.scheduled.here(count)}
    </Button>
  );
}
