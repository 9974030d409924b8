/** @jsxImportSource preact */
// No login, or one that has ended: calm, with the way to another one, unless that leads nowhere.

import { Component } from 'preact';

import type { RestReader } from '../../core/rest/reader';
import { wordsOf } from './words';

interface SignedOutProps {
  /** The login was ended from elsewhere: by what the server still says whether another one helps. */
  revoked: RestReader | false;
  language: string | undefined;
  loginUrl: string;
}

export class SignedOut extends Component<SignedOutProps, { refused?: boolean }> {
  override componentDidMount(): void {
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      if (this.props.revoked) await this.props.revoked.request('/api/chat/channels', { limit: 1 });
    } catch (thrown) {
      this.setState({ refused: (thrown as Error).message === 'HTTP 403' });
    }
  }

  override render() {
    const { revoked, language, loginUrl } = this.props;
    const words = wordsOf(language);
    const { refused } = this.state;
    return (
      <div class="middle">
        <h3>{refused ? words.refused : revoked ? words.revoked : words.signedOut}</h3>
        <p>{refused ? words.refusedHint : revoked ? words.revokedHint : words.signedOutHint}</p>
        {!refused && (
          <a class="primary" data-focus href={loginUrl}>
            {words.login}
          </a>
        )}
      </div>
    );
  }
}
