// A channel's settings for whoever may not change them, and why they may not.

import { Fragment } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { useRegistry } from '../../shared/registry/registry';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useTranslation } from '../../shared/words/words';
import { ChannelFields } from './ChannelFields';
import { useWords } from './dialog-words';

export function ChannelFacts({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const translation = useTranslation();
  const { channelSettings } = useRegistry();
  return (
    <>
      <dl className={frame.facts}>
        <dt>{words.settings.name}</dt>
        <dd>{channel.name}</dd>
        <dt>{words.settings.topic}</dt>
        <dd>{channel.description === '' ? words.settings.noTopic : channel.description}</dd>
        <dt>{words.settings.whoWrites}</dt>
        <dd>{channel.readOnly ? words.settings.adminsWrite : words.settings.membersWrite}</dd>
        {channelSettings.map((setting) => (
          <Fragment key={setting.name}>
            <dt>{setting.title(translation)}</dt>
            <dd>{setting.options(translation).find(([option]) => option === setting.value(channel))?.[1]}</dd>
          </Fragment>
        ))}
      </dl>
      <ChannelFields channel={channel} chosen={{}} />
      <p className={frame.hint}>{channel.active ? words.settings.fixed : words.settings.fixedWhileArchived}</p>
    </>
  );
}
