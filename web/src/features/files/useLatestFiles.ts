// The files of a message as they are described now, where they are shown apart from it.

import { useEffect, useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { useSession } from '../../shared/hooks/client';

export function useLatestFiles(files: readonly FileInfo[], messageId: number | undefined): readonly FileInfo[] {
  const session = useSession();
  const [latest, setLatest] = useState(files);
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if (name !== 'message_updated' || data.message.id !== messageId) return;
        const { files: described = [] } = data.message;
        setLatest((before) => before.map((file) => described.find(({ id }) => id === file.id) ?? file));
      }),
    [session, messageId],
  );
  return latest;
}
