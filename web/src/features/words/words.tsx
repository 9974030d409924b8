// The words of the chosen language. German is loaded when it is chosen.

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

import { usePreferences } from '../preferences/preferences';
import { english, type Words } from './english';

const WordsContext = createContext<Words>(english);

export function WordsProvider({ children }: { children: ReactNode }) {
  const { language } = usePreferences();
  const [words, setWords] = useState<Words>(english);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const chosen = language === 'de' ? (await import('./german')).german : english;
      if (!current) return;
      setWords(chosen);
      document.documentElement.lang = language;
    };
    void load();
    return () => {
      current = false;
    };
  }, [language]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  return useContext(WordsContext);
}
