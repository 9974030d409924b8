// Loads what is behind the launcher. The build makes two separate parts of it, so that an old page's
// launcher never shares code with a newer panel, and says here where the second one lies.

declare const PANEL_ADDRESS: string | undefined;

export function loadPanel(): Promise<typeof import('./panel/mount')> {
  if (typeof PANEL_ADDRESS === 'undefined') return import('./panel/mount');
  return import(/* @vite-ignore */ new URL(PANEL_ADDRESS, import.meta.url).href) as Promise<
    typeof import('./panel/mount')
  >;
}
