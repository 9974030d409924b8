// The look, close to Orvale's own pages. Colours that are not Material's are in `global.css`.

import { createTheme } from '@mui/material/styles';

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-scheme' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#2a5fe0', dark: '#1d4fc4' },
        error: { main: '#c62828' },
        text: { primary: '#1b1f27', secondary: '#566072' },
        background: { default: '#ffffff', paper: '#ffffff' },
      },
    },
    dark: {
      palette: {
        primary: { main: '#8fadff' },
        error: { main: '#ff9d97', contrastText: '#1b1f27' },
        text: { primary: '#e6e9ef', secondary: '#a0aaba' },
        background: { default: '#14181f', paper: '#1b2029' },
      },
    },
  },
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: '"Emoji in colour", Inter, Roboto, system-ui, -apple-system, "Segoe UI", sans-serif',
    button: { textTransform: 'none', fontWeight: 600 },
  },
  components: {
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: {
        root: {
          // A thumb needs 44 px.
          '@media (pointer: coarse)': { minWidth: 44, minHeight: 44 },
          // Without the ripple this is all that shows the keyboard where it is.
          '&.Mui-focusVisible': { outline: '2px solid var(--accent)', outlineOffset: 2 },
        },
      },
    },
  },
});
