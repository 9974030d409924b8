// Logging in as the page does, without the page.

/** The password of everyone in the demonstration. */
export const PASSWORD = 'orvale-demo';

/** A new token of someone in the demonstration. */
export async function logIn(server: string, username: string): Promise<string> {
  const answer = await fetch(`${server}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${username} cannot log in: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}

/** True while a server takes a token. */
export async function isValid(server: string, token: string): Promise<boolean> {
  const answer = await fetch(`${server}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  if (answer.ok || answer.status === 401) return answer.ok;
  throw new Error(`cannot check a token: ${answer.status} ${await answer.text()}`);
}
