// What a widget remembers from page to page of one tab. Without storage: as long as the page.

const memory = new Map<string, string>();

export function recall(name: string): string {
  try {
    return sessionStorage[`orvale-chat.${name}`] ?? '';
  } catch {
    return memory.get(name) ?? '';
  }
}

export function remember(name: string, value: string): void {
  memory.set(name, value);
  try {
    sessionStorage[`orvale-chat.${name}`] = value;
  } catch {
    // Refused or full.
  }
}
