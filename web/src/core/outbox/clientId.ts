/**
 * Returns a UUID of version 7 for a message created at `time`, in milliseconds since 1970. It begins with the
 * time, so that the server's index of these ids grows at its end. Uses only the parts of `crypto` that are also
 * available without https.
 */
export function newClientId(time: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  const random = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const stamp = time.toString(16).padStart(12, '0');
  return [
    stamp.slice(0, 8),
    stamp.slice(8),
    `7${random.slice(0, 3)}`,
    `8${random.slice(3, 6)}`,
    random.slice(6),
  ].join('-');
}
