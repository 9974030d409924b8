/** @jsxImportSource preact */
// The place of a message's previews; what shows them is loaded with the first one.

import { Component } from 'preact';

import type { Message } from '../../core/protocol/generated';
import type { LiveContext } from '../conversation/context';

export interface PreviewsProps {
  context: LiveContext;
  message: Message;
}

let shown: typeof import('./previews') | undefined;

export class PreviewPart extends Component<PreviewsProps> {
  override async componentDidMount(): Promise<void> {
    try {
      shown ??= await import('./previews');
      this.forceUpdate();
    } catch {
      // The link is there all the same.
    }
  }

  override render() {
    return shown && <shown.Previews {...this.props} />;
  }
}
