// Requests that say why they failed.

import { asChatError, ChatError, chatErrorFrom, type ErrorCode } from '../protocol/errors';
import { RestReader } from './reader';

/** Rejects with a `ChatError`, or with the error of the source of the login. */
export class CodedReader extends RestReader {
  protected override async answer(url: URL, init: RequestInit): Promise<unknown> {
    let response: Response;
    try {
      response = await this.fetch(url, init);
    } catch {
      throw new ChatError('offline', 'the server cannot be reached');
    }
    if (!response.ok) throw await problem(response);
    if (response.status === 204) return undefined;
    try {
      return await response.json();
    } catch (thrown) {
      throw asChatError(thrown);
    }
  }
}

/** The codes for responses of a proxy, which have none; any other status is `internal`. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
  502: 'busy',
  503: 'busy',
  504: 'busy',
};

/** Why a response is not what was asked for. */
export async function problem(response: Response): Promise<ChatError> {
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1000 : null;
  let fields: Record<string, unknown> = {};
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null) fields = body as Record<string, unknown>;
  } catch {
    // The error page of a proxy: only its status is known.
  }
  const code = fields['code'] ?? CODE_OF_STATUS[response.status];
  const message = fields['detail'] ?? fields['message'] ?? fields['title'] ?? `HTTP ${response.status}`;
  return chatErrorFrom({ code, message, retryAfterMs, recipients: fields['recipients'], offDuty: fields['offDuty'], ticket: fields['ticket'] });
}
