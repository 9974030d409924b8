/** @jsxImportSource preact */
// In place of a part that could not be loaded.

import { Component } from 'preact';

import type { Words } from './words';

/** `outdated`: the server was upgraded, and only the page, loaded anew, knows the part's new name. */
export type Reason = 'unreachable' | 'outdated';

/** Why a part did not load. An upgraded server has this very script no longer, and so maybe not what it loads. */
export async function reason(): Promise<Reason> {
  const answer = await fetch(import.meta.url, { method: 'HEAD' }).catch(() => null);
  return answer?.status === 404 ? 'outdated' : 'unreachable';
}

interface MissingProps {
  reason: Reason;
  words: Words;
  onRetry(): void;
}

/** How often somebody tried again: Chromium asks for a script only once, until the page is loaded anew. */
let retries = 0;

export class Missing extends Component<MissingProps> {
  #retry = (): void => {
    retries += 1;
    this.props.onRetry();
  };

  override render() {
    const { words } = this.props;
    const outdated = this.props.reason === 'outdated';
    const reload = outdated || retries > 0;
    return (
      <div class="middle" role="alert">
        <p>{outdated ? words.outdated : words.partFailed}</p>
        <button type="button" class="primary" data-focus onClick={reload ? () => location.reload() : this.#retry}>
          {reload ? words.reload : words.retry}
        </button>
      </div>
    );
  }
}
