// Whether the user is reminded of a message; how that is shown below it is fetched when it is first needed.

import type { Message } from '../../core/protocol/generated';
import { reminderOf } from '../../core/store/slices/reminders';
import { useChat } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadDue = async () => (await import('./Due')).Due;

export function ReminderPart({ message }: { message: Message }) {
  const at = useChat((state) => reminderOf(state, message.id));
  return at === null || message.deletedAt !== null ? null : <LazyPart load={loadDue} props={{ message, at }} quiet />;
}
