// What is shown over the window goes when its message is deleted.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';

export function useDeleted(messageId: number | undefined, close: () => void): void {
  const session = useSession();
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if (name === 'message_deleted' && data.messageId === messageId) close();
      }),
  );
}
