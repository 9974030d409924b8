// The team whose people are a new channel's members: the user's own, or any for whoever manages channels.

import { useEffect, useId, useState } from 'react';

import type { Team } from '../../core/rest/routes.generated';
import { listAllTeams } from '../../core/session/all-teams';
import { useChat, useSession } from '../../shared/hooks/client';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './dialog-words';

export function TeamField({ name }: { name: string }) {
  const { create } = useWords();
  const session = useSession();
  const own = useChat((state) => state.me?.teamId ?? null);
  const any = useChat((state) => state.permissions.includes('chat.manage_channels'));
  const [teams, setTeams] = useState<readonly Team[]>([]);
  const fieldId = useId();
  const hintId = useId();
  useEffect(() => {
    if (own === null && !any) return;
    // Without an answer the channel can still be made, without a team.
    listAllTeams(session, any ? null : own).then(setTeams, () => undefined);
  }, [session, own, any]);
  if (teams.length === 0) return null;
  return (
    <>
      <label className={frame.label} htmlFor={fieldId}>
        {create.team}
      </label>
      <select id={fieldId} name={name} className={frame.field} aria-describedby={hintId}>
        <option value="">{create.noTeam}</option>
        {teams.map((team) => (
          <option key={team.id} value={team.id}>
            {team.name}
          </option>
        ))}
      </select>
      <p id={hintId} className={frame.hint}>
        {create.teamHint}
      </p>
    </>
  );
}
