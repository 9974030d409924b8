// Files to send, made on the spot, and sending them as a program does.

import { crc32, deflateSync } from 'node:zlib';

import type { FileChange } from '../../../src/core/rest/routes.generated';
import type { TestServer } from './server';

/** A picture of one colour. */
export function png(width: number, height: number, [red, green, blue]: readonly [number, number, number] = [40, 90, 220]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width }, () => [red, green, blue]).flat())]);
  const rows = Buffer.concat(Array.from({ length: height }, () => line));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A document of one line a page. */
export function pdf(lines: readonly string[]): Buffer {
  const kids = lines.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${kids}]/Count ${lines.length}>>`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  for (const [index, line] of lines.entries()) {
    const content = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + 2 * index} 0 R>>`, `<</Length ${content.length}>>stream\n${content}\nendstream`);
  }
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** Two frames, which alternate for ever. */
export function gif(): Buffer {
  return Buffer.from('47494638396102000200800000ff00000000ff21ff0b4e45545343415045322e30030100000021f904040a0000002c0000000002000200000204044110050021f904040a0000002c00000000020002000002040cc33005003b', 'hex');
}

/** Silence, in 8,000 bytes a second. */
export function wav(seconds = 0.5): Buffer {
  const samples = Buffer.alloc(8000 * seconds, 128);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Sends files with a message, each with what is said of it, and gives the ids of the files. */
export async function sendFiles(server: TestServer, username: string, channel: string, files: readonly (readonly [string, Buffer, FileChange?])[], message = ''): Promise<string[]> {
  const headers = { authorization: `Bearer ${server.token(username)}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const ids: string[] = [];
  for (const [name, bytes, about] of files) {
    const address = `${server.address}/api/chat/files?name=${encodeURIComponent(name)}`;
    // In their order.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(bytes) });
    // oxlint-disable-next-line no-await-in-loop
    if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    // oxlint-disable-next-line no-await-in-loop
    const { id } = (await answer.json()) as { id: string };
    ids.push(id);
    // oxlint-disable-next-line no-await-in-loop
    const described = about && (await fetch(`${server.address}/api/chat/files/${id}`, { method: 'PATCH', headers: json, body: JSON.stringify(about) }));
    // oxlint-disable-next-line no-await-in-loop
    if (described?.ok === false) throw new Error(`${name}: ${described.status} ${await described.text()}`);
  }
  const channels = (await (await fetch(`${server.address}/api/chat/channels`, { headers })).json()) as { items: { id: number; name: string }[] };
  const id = channels.items.find(({ name }) => name === channel)?.id;
  const sent = await fetch(`${server.address}/api/chat/channels/${id}/messages`, { method: 'POST', headers: json, body: JSON.stringify({ message, fileIds: ids }) });
  if (!sent.ok) throw new Error(`${sent.status} ${await sent.text()}`);
  return ids;
}
