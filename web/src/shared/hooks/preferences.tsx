// What a user likes on this device: language, density. Kept in localStorage where it is allowed.

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';

import { runtimeStorage } from '../../core/drafts/drafts';

export type Language = 'en' | 'de';
export type Density = 'comfortable' | 'compact';

export interface Preferences {
  language: Language;
  density: Density;
}

interface PreferencesValue extends Preferences {
  change(change: Partial<Preferences>): void;
}

const KEY = 'orvale-chat.preferences';
const PreferencesContext = createContext<PreferencesValue | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(readPreferences);
  const change = useCallback((changed: Partial<Preferences>) => {
    setPreferences((current) => {
      const next = { ...current, ...changed };
      keep(next);
      return next;
    });
  }, []);
  const value = useMemo(() => ({ ...preferences, change }), [preferences, change]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesValue {
  const value = useContext(PreferencesContext);
  if (value === null) throw new Error('a PreferencesProvider is missing above this component');
  return value;
}

/** What was chosen, or what the browser prefers. */
export function readPreferences(): Preferences {
  const preferences: Preferences = { language: browserLanguage(), density: 'comfortable' };
  try {
    const kept: unknown = JSON.parse(runtimeStorage()?.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return preferences;
    const { language, density } = kept as Record<string, unknown>;
    if (language === 'en' || language === 'de') preferences.language = language;
    if (density === 'comfortable' || density === 'compact') preferences.density = density;
  } catch {
    // Unreadable: as if nothing had been chosen.
  }
  return preferences;
}

function keep(preferences: Preferences): void {
  try {
    runtimeStorage()?.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Not stored: the choice lasts until the page is closed.
  }
}

function browserLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}
