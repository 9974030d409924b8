// What other features add to the settings of a channel.

import { sameItems, useChat } from '../../shared/hooks/client';
import { useRegistry, type ChannelFieldProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';

export function ChannelFields(props: ChannelFieldProps) {
  const { channelFields } = useRegistry();
  const shown = useChat((state) => channelFields.filter((field) => field.shown(props.channel, state)), sameItems);
  return shown.map(({ name, load }) => <LazyPart key={name} load={load} props={props} />);
}
