// What notifies one, how, and when not. The same on every device, except what this browser allows.

import { useState } from 'react';

import type { Preferences, SetPreferences } from '../../core/protocol/generated';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { DesktopPermission } from './DesktopPermission';
import { DoNotDisturbField } from './DoNotDisturbField';
import { keywordsIn, KeywordsField, keywordsProblem, possibleKeywords } from './KeywordsField';
import { useWords } from './pane-words';
import { QuietHoursField } from './QuietHoursField';
import { playSound } from './sound';
import { usePreferences } from './usePreferences';
import { useSaving } from './useSaving';
import styles from './Settings.module.css';

export function PreferencesDialog() {
  const { settings } = useWords();
  const { preferences, change } = usePreferences();
  const { unsaved, set, save } = useSaving(change);
  const [keywords, setKeywords] = useState<string | null>(null);
  const problem = keywords === null ? null : keywordsProblem(keywordsIn(keywords), settings);
  const type = (text: string): void => {
    setKeywords(text);
    set({ keywords: possibleKeywords(keywordsIn(text)) }, Infinity);
  };
  const leave = async (): Promise<void> => {
    // What was typed stays where it has a problem, or could not be saved.
    if (problem === null && (await save())) setKeywords((now) => (now === keywords ? null : now));
  };
  return (
    <DialogFrame title={settings.title} width={560}>
      <DoNotDisturbField />
      {preferences !== null && (
        <Fields
          shown={{ ...preferences, ...unsaved }}
          onChange={set}
          keywords={keywords ?? preferences.keywords.join(', ')}
          problem={problem}
          onKeywords={type}
          onKeywordsLeft={() => void leave()}
        />
      )}
      <p className={frame.hint}>{settings.savedAutomatically}</p>
    </DialogFrame>
  );
}

interface FieldsProps {
  shown: Preferences;
  onChange(change: SetPreferences): void;
  keywords: string;
  problem: string | null;
  onKeywords(text: string): void;
  onKeywordsLeft(): void;
}

function Fields({ shown, onChange, keywords, problem, onKeywords, onKeywordsLeft }: FieldsProps) {
  const { settings } = useWords();
  return (
    <>
      <QuietHoursField hours={shown.quietHours} onChange={(quietHours) => onChange({ quietHours })} />
      <KeywordsField text={keywords} problem={problem} onChange={onKeywords} onLeave={onKeywordsLeft} />
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
