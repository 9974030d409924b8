// What notifies one, how, and when not. The same on every device, except what this browser allows.

import { useState } from 'react';

import type { Preferences, SetPreferences } from '../../core/protocol/generated';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { DesktopPermission } from './DesktopPermission';
import { DoNotDisturbField } from './DoNotDisturbField';
import { keywordsIn, KeywordsField, keywordsProblem } from './KeywordsField';
import { useWords } from './pane-words';
import { QuietHoursField } from './QuietHoursField';
import { playSound } from './sound';
import { usePreferences } from './usePreferences';
import styles from './Settings.module.css';

export function PreferencesDialog() {
  const words = useWords();
  const { settings } = words;
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const { preferences, change } = usePreferences();
  /** What was changed here; what was not stays as it is on the server, now and when it is saved. */
  const [changed, setChanged] = useState<SetPreferences>({});
  const [keywords, setKeywords] = useState<string | null>(null);
  const problem = keywords === null ? null : keywordsProblem(keywordsIn(keywords), settings);
  const save = async (): Promise<void> => {
    if (problem !== null) return;
    if (!(await change({ ...changed, ...(keywords !== null && { keywords: keywordsIn(keywords) }) }))) return;
    notify.info(settings.saved);
    dispatch({ type: 'dialog_closed' });
  };
  return (
    <DialogFrame
      title={settings.title}
      width={560}
      actions={
        <Button variant="contained" disabled={preferences === null} onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <DoNotDisturbField />
      {preferences !== null && (
        <Fields
          shown={{ ...preferences, ...changed }}
          onChange={(more) => setChanged({ ...changed, ...more })}
          keywords={keywords ?? preferences.keywords.join(', ')}
          problem={problem}
          onKeywords={setKeywords}
        />
      )}
    </DialogFrame>
  );
}

interface FieldsProps {
  shown: Preferences;
  onChange(change: SetPreferences): void;
  keywords: string;
  problem: string | null;
  onKeywords(text: string): void;
}

function Fields({ shown, onChange, keywords, problem, onKeywords }: FieldsProps) {
  const { settings } = useWords();
  return (
    <>
      <QuietHoursField hours={shown.quietHours} onChange={(quietHours) => onChange({ quietHours })} />
      <KeywordsField text={keywords} problem={problem} onChange={onKeywords} />
      <fieldset className={styles.group}>
        <legend>{settings.how}</legend>
        <div className={styles.choice}>
          <label className={frame.check}>
            <input type="checkbox" checked={shown.sound} onChange={(event) => onChange({ sound: event.target.checked })} />
            {settings.sound}
          </label>
          <Button size="small" onClick={playSound}>
            {settings.listen}
          </Button>
        </div>
        <label className={frame.check}>
          <input type="checkbox" checked={shown.desktop} onChange={(event) => onChange({ desktop: event.target.checked })} />
          {settings.desktop}
        </label>
        {shown.desktop && <DesktopPermission />}
      </fieldset>
    </>
  );
}
