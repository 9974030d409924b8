// A channel's settings for whoever may not change them, and why they may not.

import type { ChannelView } from '../../core/protocol/generated';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './words';

export function ChannelFacts({ channel }: { channel: ChannelView }) {
  const words = useWords();
  return (
    <>
      <dl className={frame.facts}>
        <dt>{words.settings.name}</dt>
        <dd>{channel.name}</dd>
        <dt>{words.settings.topic}</dt>
        <dd>{channel.description === '' ? words.channel.noTopic : channel.description}</dd>
        <dt>{words.settings.whoWrites}</dt>
        <dd>{channel.readOnly ? words.settings.adminsWrite : words.settings.membersWrite}</dd>
      </dl>
      <p className={frame.hint}>{channel.active ? words.settings.fixed : words.settings.fixedWhileArchived}</p>
    </>
  );
}
