// What a widget remembers from page to page of one tab; without storage nothing.

export function recall(name: string): string | undefined {
  try {
    return sessionStorage[`orvale-chat.${name}`];
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    sessionStorage[`orvale-chat.${name}`] = value;
  } catch {
    // Refused or full.
  }
}
