/** @jsxImportSource preact */
// The place of what was written to a ticket with what a line tells of; what shows it is loaded with the first one.

import { Component } from 'preact';

import type { Message } from '../../core/protocol/generated';
import type { LiveContext } from '../conversation/context';

interface CommentPartProps {
  context: LiveContext;
  message: Message;
}

let shown: typeof import('./comments') | undefined;

export class CommentPart extends Component<CommentPartProps> {
  override async componentDidMount(): Promise<void> {
    try {
      shown ??= await import('./comments');
      this.forceUpdate();
    } catch {
      // The line above says that there is one.
    }
  }

  override render() {
    const { context, message } = this.props;
    const ticket = context.state.channels[message.channelId]?.ticket;
    return shown && ticket && <shown.Comment context={context} ticket={ticket} message={message} />;
  }
}
