// Loads what is behind the launcher. The build makes two separate parts of it, so that an old page's
// launcher never shares code with a newer panel, and says here where the second one lies.

declare const PANEL_ADDRESS: string | undefined;

type PanelPart = typeof import('./panel/mount');

/** The panel; `null` when the server no longer has it, as it was upgraded since the page was loaded. */
export async function loadPanel(): Promise<PanelPart | null> {
  if (typeof PANEL_ADDRESS === 'undefined') return import('./panel/mount');
  const address = new URL(PANEL_ADDRESS, import.meta.url).href;
  // Chromium remembers a failed import until the page is loaded anew, but not a failed fetch.
  const { status } = await fetch(address);
  return status === 404 ? null : (import(/* @vite-ignore */ address) as Promise<PanelPart>);
}
