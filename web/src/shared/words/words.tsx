// The words of the chosen language. Each feature owns its own and gets the shared ones with them.

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

import { usePreferences, type Language } from '../hooks/preferences';
import { english, type Words } from './english';

/** Everything that the page says in one language. */
export interface Translation {
  readonly shared: Words;
  /** By feature. English stands with its feature, and is loaded with it. */
  readonly features: Readonly<Record<string, object>>;
}

/** How to load the languages other than English. */
export type Languages = Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation>>>;

const ENGLISH: Translation = { shared: english, features: {} };
const TranslationContext = createContext<Translation>(ENGLISH);

interface WordsProviderProps {
  languages: Languages;
  /** The translation that was loaded before anything was shown. */
  loaded?: Translation | null;
  children: ReactNode;
}

export function WordsProvider({ languages, loaded = null, children }: WordsProviderProps) {
  const { language } = usePreferences();
  const [translation, setTranslation] = useState<Translation | null>(language === 'en' ? ENGLISH : loaded);
  useEffect(() => {
    let current = true;
    const show = (chosen: Translation, lang: Language): void => {
      if (!current) return;
      setTranslation(chosen);
      document.documentElement.lang = lang;
    };
    if (language === 'en') show(ENGLISH, 'en');
    else languages[language]().then((chosen) => show(chosen, language), () => show(ENGLISH, 'en'));
    return () => {
      current = false;
    };
  }, [language, languages]);
  // Nothing at first, rather than words that the user may not understand.
  if (translation === null) return null;
  return <TranslationContext value={translation}>{children}</TranslationContext>;
}

export function useTranslation(): Translation {
  return useContext(TranslationContext);
}

/** The words that features share. */
export function useWords(): Words {
  return useTranslation().shared;
}

/** A feature's own words together with the shared ones. */
export interface FeatureWords<T> {
  in(translation: Translation): Words & T;
  use(): Words & T;
}

export function wordsFor<T extends object>(feature: string, own: T): FeatureWords<T> {
  const known = new WeakMap<Translation, Words & T>();
  const pick = (translation: Translation): Words & T => {
    const words = known.get(translation) ?? { ...translation.shared, ...own, ...translation.features[feature] };
    known.set(translation, words);
    return words;
  };
  return { in: pick, use: () => pick(useTranslation()) };
}
