// The bytes of files, and links to them. Only the parts of the page that show or attach files load this.

import { asChatError, ChatError } from '../protocol/errors';
import { problem } from '../rest/coded';
import type { FileInfo } from '../protocol/generated';
import type { FileChange, FileDetails, FileLinks } from '../rest/routes.generated';
import type { LiveSession as Session } from './live';

/** The file itself, or the small picture that the server made of it. */
export type FilePart = 'whole' | 'thumbnail';

interface Reading {
  part?: FilePart;
  /** So many from the beginning; all by default. */
  bytes?: number;
  signal?: AbortSignal;
}

/** The bytes of a file. Rejects with a `ChatError`. */
export async function readFile({ rest }: Session, id: string, { part = 'whole', bytes, signal }: Reading = {}): Promise<Blob> {
  const { url, headers } = await rest.prepared(`/api/chat/files/${id}${part === 'thumbnail' ? '/thumbnail' : ''}`);
  let response: Response;
  try {
    response = await rest.fetch(url, { headers: { ...headers, ...(bytes !== undefined && { range: `bytes=0-${bytes - 1}` }) }, ...(signal && { signal }) });
  } catch (thrown) {
    throw signal?.aborted === true ? asChatError(thrown) : new ChatError('offline', 'the server cannot be reached');
  }
  if (!response.ok) throw await problem(response);
  return response.blob();
}

export interface FileLink {
  url: string;
  expiresAt: number;
}

/** An address that needs no login, for ten minutes at least: for elements that fetch a file by themselves. */
export async function linkTo({ rest }: Session, id: string): Promise<FileLink> {
  const { url, expiresAt } = (await rest.request(`/api/chat/files/${id}/link`)) as FileLinks;
  return { url: (await rest.prepared(url)).url.href, expiresAt };
}

/** All that the server knows of a file. Rejects with a `ChatError`. */
export async function fileDetails({ rest }: Session, id: string): Promise<FileDetails> {
  return (await rest.request(`/api/chat/files/${id}/info`)) as FileDetails;
}

/** Says what a file of one's own shows or how it sounds. Rejects with a `ChatError`. */
export async function describeFile({ rest }: Session, id: string, about: FileChange): Promise<FileInfo> {
  return (await rest.request(`/api/chat/files/${id}`, {}, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(about) })) as FileInfo;
}

/** Deletes an upload that is in no message. */
export function deleteUpload({ rest }: Session, id: string): Promise<void> {
  return rest.request(`/api/chat/files/${id}`, {}, { method: 'DELETE' });
}
