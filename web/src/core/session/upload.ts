// Uploads by the tus protocol: one that was cut continues where the server's part ends, also after a reload.
// Retries nothing itself: who uploads knows when the server can be reached.

import { DetailedError, Upload as TusUpload } from 'tus-js-client';

import { asChatError, ChatError } from '../protocol/errors';
import type { FileInfo } from '../protocol/generated';
import { problem } from '../rest/coded';
import type { FileChange } from '../rest/routes.generated';
import { describeFile } from './files';
import type { LiveSession as Session } from './live';

/** A file goes in parts of this size: a proxy that passes on whole requests alone loses one part, not all of them. */
export const PART_BYTES = 5_000_000;

export interface Upload {
  /** Resolves to the file as the server has it; rejects with a `ChatError`, also when it is stopped. */
  done: Promise<FileInfo>;
  /** Ends the requests. What has arrived stays on the server. */
  stop(): void;
}

export interface Uploading {
  name: string;
  /** Of an earlier attempt, which this one continues. */
  address: string | null;
  onAddress(address: string): void;
  /** What its sender says of it, asked once its bytes are there. */
  about(): FileChange | null;
  /** Gets the number of bytes that are sent. */
  onProgress(bytes: number): void;
}

export function upload(session: Session, file: Blob, uploading: Uploading): Upload {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new ChatError('offline', 'the upload was stopped'));
  });
  // One that nobody stops is fine.
  stopped.catch(() => undefined);
  const send = async (): Promise<FileInfo> => {
    const id = await sendAll(session, file, uploading, stopped);
    const about = uploading.about();
    if (about !== null) return describeFile(session, id, about);
    return (await session.rest.request(`/api/chat/files/${id}/info`)) as FileInfo;
  };
  return { done: Promise.race([send(), stopped]), stop };
}

/** Deletes what has arrived of an upload. */
export function cancelUpload({ rest }: Session, address: string): Promise<void> {
  const id = address.slice(address.lastIndexOf('/') + 1);
  return rest.request(`/api/chat/uploads/${id}`, {}, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
}

/** Sends what the server lacks, and returns the file's id. */
async function sendAll(session: Session, file: Blob, uploading: Uploading, stopped: Promise<never>): Promise<string> {
  if (uploading.address === null) return sendTo(session, file, uploading, stopped);
  try {
    return await sendTo(session, file, uploading, stopped);
  } catch (thrown) {
    // It has expired.
    if (asChatError(thrown).code !== 'not_found') throw thrown;
    return sendTo(session, file, { ...uploading, address: null }, stopped);
  }
}

async function sendTo({ rest }: Session, file: Blob, { name, address, onAddress, onProgress }: Uploading, stopped: Promise<never>): Promise<string> {
  const { url } = await rest.prepared('/api/chat/uploads');
  const sent = new Promise<string>((resolve, reject) => {
    const sending = new TusUpload(file, {
      // With both, it would begin anew whatever the reason is for which it cannot be continued.
      ...(address === null ? { endpoint: url.href } : { uploadUrl: new URL(address, url).href }),
      metadata: { filename: name },
      chunkSize: PART_BYTES,
      retryDelays: null,
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        // A login may have been renewed between two parts.
        const { headers } = await rest.prepared('/');
        for (const [header, value] of Object.entries(headers)) request.setHeader(header, value);
      },
      onUploadUrlAvailable: () => onAddress(new URL(sending.url ?? '', url).pathname),
      onProgress,
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Upload-File-Id') ?? ''),
      onError: reject,
    });
    stopped.catch(() => void sending.abort());
    sending.start();
  });
  return sent.catch(async (thrown: unknown) => {
    throw await reasonOf(thrown);
  });
}

async function reasonOf(error: unknown): Promise<ChatError> {
  if (!(error instanceof DetailedError)) return asChatError(error);
  const { originalResponse: response, causingError } = error;
  if (causingError instanceof ChatError) return causingError;
  const status = response?.getStatus() ?? 0;
  if (response === null || status === 0) return new ChatError('offline', 'the server cannot be reached');
  // Another offset, since the part before the cut was still being written: the next attempt asks for it.
  if (status === 409) return new ChatError('busy', 'the upload has another offset');
  const retryAfter = response.getHeader('retry-after');
  return problem(new Response(response.getBody(), { status, ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }) }));
}
