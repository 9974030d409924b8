/** @jsxImportSource preact */
// Says so while there is no connection. A first connection has the skeleton to say it.

import { Component } from 'preact';

import { wordsFor } from './words';

interface ConnectionBarProps {
  /** True when there was a connection and it is gone. */
  lost: boolean;
  locale: string;
  onRetry(): void;
}

const EVENTS = ['offline', 'online'];

export class ConnectionBar extends Component<ConnectionBarProps, { offline: boolean }> {
  /** What the browser said last: a connection notices much later. */
  override state = { offline: false };

  override componentDidMount(): void {
    for (const name of EVENTS) addEventListener(name, this.#heard);
  }

  override componentWillUnmount(): void {
    for (const name of EVENTS) removeEventListener(name, this.#heard);
  }

  #heard = ({ type }: Event): void => {
    this.setState({ offline: type === EVENTS[0] });
    if (type === EVENTS[1]) this.props.onRetry();
  };

  override render() {
    const words = wordsFor(this.props.locale);
    const lost = this.props.lost || this.state.offline;
    return (
      <div role="status" class={lost ? 'notice' : ''}>
        {lost && (
          <>
            {words.offline}{' '}
            <button type="button" class="link" onClick={this.props.onRetry}>
              {words.connectNow}
            </button>
          </>
        )}
      </div>
    );
  }
}
