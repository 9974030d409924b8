/** @jsxImportSource preact */
// What the pages say of themselves that a message links to. The author can remove it.

import { Component, createRef } from 'preact';

import type { LinkPreview } from '../../core/protocol/generated';
import { adopt } from '../panel/styles';
import type { PreviewsProps } from './part';
import previewsCss from './previews.css?inline';

export class Previews extends Component<PreviewsProps> {
  readonly #element = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    adopt(this.#element.current?.getRootNode() as ShadowRoot, previewsCss);
  }

  /** The message without them arrives as an event; a refusal changes nothing that is shown. */
  #remove = (): void => {
    const { context, message } = this.props;
    context.session.rest.request(`/api/chat/messages/${message.id}/previews`, {}, { method: 'DELETE' }).catch(() => undefined);
  };

  override render() {
    const { context, message } = this.props;
    return (
      <div class="previews" ref={this.#element}>
        {message.previews?.map((preview) => (
          <Card key={preview.url} {...preview} />
        ))}
        {message.userId === context.state.me?.username && (
          <button type="button" class="link" onClick={this.#remove}>
            {context.words.locale.startsWith('de') ? 'Vorschau entfernen' : 'Remove preview'}
          </button>
        )}
      </div>
    );
  }
}

function Card({ url, title, description, siteName }: LinkPreview) {
  if (!/^https?:/i.test(url)) return null;
  return (
    <section>
      {/* A page can call itself anything: the host says whose it is. */}
      <small>{[siteName, new URL(url).host].filter(Boolean).join(' · ')}</small>
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {title}
      </a>
      {description && <p>{description}</p>}
    </section>
  );
}
