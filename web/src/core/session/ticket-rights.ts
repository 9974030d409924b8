// Whether the user may make tickets. The server says so once the page is idle, and again when the user's rights change.

import type { ChatSession as Session } from './session';

/** By the permissions that an answer belongs to: they are another list after each login and each change. */
const answers = new WeakMap<readonly string[], boolean>();

/** False until the server has said so. */
export function mayCreateTickets(permissions: readonly string[]): boolean {
  return answers.get(permissions) === true;
}

const watched = new WeakSet<Session>();

export function watchTicketRights(session: Session): void {
  if (watched.has(session)) return;
  watched.add(session);
  let asked: readonly string[] | undefined;
  const follow = (): void => {
    const { tickets, permissions, phase } = session.store.state;
    if (tickets !== true || phase.name !== 'online' || permissions === asked) return;
    asked = permissions;
    void ask(session, permissions);
  };
  session.store.subscribe(follow);
  follow();
}

async function ask({ rest }: Session, permissions: readonly string[]): Promise<void> {
  try {
    const { mayCreate } = await rest.call('GET', '/api/chat/ticket-choices');
    answers.set(permissions, mayCreate);
  } catch {
    // Asked again after the next login.
  }
}
