// One's own status, and how the page looks: its language and colours on all devices, its density on this one.

import { mdiLogout } from '@mdi/js';
import { useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { Presence, PresenceStatus, UpdatePresence } from '../../core/protocol/generated';
import { presenceOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { setMode, useMode, type Mode } from '../../shared/hooks/scheme';
import { useRegistry } from '../../shared/registry/registry';
import { Choices } from '../../shared/ui/Choices';
import { Icon } from '../../shared/ui/Icon';
import { SettingsFrame, useLeave } from '../../shared/ui/SettingsFrame';
import { usePreferences, type Density, type Language, type Preferences } from '../../shared/hooks/preferences';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import type { Dialog } from '../../shared/hooks/view/state';
import { clearedAt } from './clear-after';
import { StatusField, type ChosenStatus } from './StatusField';
import { useWords } from './words';
import styles from './ProfileDialog.module.css';

/** What was chosen here of how the page looks; it counts once it is saved. */
type Look = Partial<Preferences & { mode: Mode }>;

export function ProfileDialog() {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const preferences = usePreferences();
  const mode = useMode();
  const { DoNotDisturb } = useRegistry().views;
  const [look, setLook] = useState<Look>({});
  const me = useChat((state) => state.me);
  const current = useChat((state) => presenceOf(state, state.me?.username ?? ''));
  // What was not touched stays the server's: it may show somebody as away by itself.
  const [status, setStatus] = useState<PresenceStatus | null>(null);
  const [said, say] = useState<ChosenStatus>({ message: null, after: null });
  const { presence } = words;

  async function save(): Promise<void> {
    try {
      const message = messageOf(said, current, Date.now() + session.store.state.clockOffsetMs);
      if (status !== null || message !== null) {
        await session.setPresence({ ...(status !== null && { status }), ...message });
        notify.info(words.status.saved);
      }
      const { mode: theme, language, ...others } = look;
      if (theme !== undefined) setMode(theme);
      preferences.change({ ...others, ...(language !== undefined && { language }) });
      if (theme !== undefined || language !== undefined) {
        const notifications = await session.notifications();
        await notifications.prefer({ ...(theme !== undefined && { theme }), ...(language !== undefined && { language }) });
      }
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  const looks: Look = { ...preferences, mode };
  const unsaved =
    (status ?? current.status) !== current.status ||
    (said.message ?? current.statusMessage) !== current.statusMessage ||
    said.after !== null ||
    Object.entries(look).some(([aspect, value]) => value !== looks[aspect as keyof Look]);

  return (
    <SettingsFrame
      title={words.status.title}
      unsaved={unsaved}
      actions={
        <>
          <LogoutButton />
          <Button variant="contained" onClick={() => void save()}>
            {words.save}
          </Button>
        </>
      }
    >
      {me !== null && (
        <p>
          <strong>{me.displayName}</strong> @{me.username}
        </p>
      )}
      <Choices<PresenceStatus>
        title={words.status.presence}
        value={status ?? current.status}
        onChange={setStatus}
        options={[
          ['online', presence.online],
          ['away', presence.away],
          ['busy', presence.busy],
          ['offline', presence.offline],
        ]}
      />
      <StatusField current={current} chosen={said} onChange={say} />
      {DoNotDisturb !== undefined && <DoNotDisturb />}
      <Choices<Mode>
        title={words.status.theme}
        value={look.mode ?? mode}
        onChange={(chosen) => setLook({ ...look, mode: chosen })}
        options={[
          ['light', words.status.light],
          ['dark', words.status.dark],
          ['system', words.status.system],
        ]}
      />
      <Choices<Density>
        title={words.status.density}
        value={look.density ?? preferences.density}
        onChange={(density) => setLook({ ...look, density })}
        options={[
          ['comfortable', words.status.comfortable],
          ['compact', words.status.compact],
        ]}
      />
      <Choices<Language>
        title={words.status.language}
        value={look.language ?? preferences.language}
        onChange={(language) => setLook({ ...look, language })}
        options={[
          ['en', 'English'],
          ['de', 'Deutsch'],
        ]}
      />
    </SettingsFrame>
  );
}

function LogoutButton() {
  const words = useWords();
  const dispatch = useViewDispatch();
  const leave = useLeave();
  return (
    <Button color="inherit" className={styles.logout} startIcon={<Icon path={mdiLogout} size={18} />} onClick={() => leave(() => dispatch({ type: 'dialog_opened', dialog: { name: 'logout' } as Dialog }))}>
      {words.status.logout}
    </Button>
  );
}

/** What to tell the server of the message: nothing where none of it was touched; the time that it has stays unless another one was chosen. */
function messageOf({ message, after }: ChosenStatus, current: Presence, now: number): Pick<UpdatePresence, 'statusMessage' | 'statusMessageUntil'> | null {
  if (message === null && after === null) return null;
  const statusMessage = (message ?? current.statusMessage).trim();
  const until = after === null ? current.statusMessageUntil : clearedAt(after, now);
  return { statusMessage, ...(statusMessage !== '' && until !== undefined && until > now && { statusMessageUntil: until }) };
}
