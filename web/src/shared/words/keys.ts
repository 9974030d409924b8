// The command key by the name that it has on this device.

const MAC = /Mac|iPhone|iPad/;

/** What a catalogue says of keys; on a Mac the same is done with ⌘. */
export function keysHere(text: string, platform = navigator.platform): string {
  return MAC.test(platform) ? text.replaceAll(/\b(?:Ctrl|Strg)\b/g, '⌘') : text;
}
