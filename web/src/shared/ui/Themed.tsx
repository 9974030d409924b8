// Material's components in the page's look. Only what is fetched later uses them: they are most of what
// a page would otherwise load before it shows anything.

import { ThemeProvider } from '@mui/material/styles';
import type { ReactNode } from 'react';

import { theme } from './theme';

/** The document carries the scheme already: Material neither keeps nor sets one of its own. */
const FOLLOW = { colorSchemeNode: null, storageManager: null, noSsr: true };

export function Themed({ children }: { children: ReactNode }) {
  return (
    <ThemeProvider theme={theme} {...FOLLOW}>
      {children}
    </ThemeProvider>
  );
}
