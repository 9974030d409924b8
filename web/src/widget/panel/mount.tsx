/** @jsxImportSource preact */
// What the launcher loads: puts the panel into the widget's shadow root and takes it out again.

import { render } from 'preact';

import type { Unread } from '../bell';
import type { OrvaleChatWidget } from '../element';
import { Panel as PanelView } from './Panel';
import panelCss from './panel.css?inline';
import { adopt } from './styles';

/** What the launcher can do with the panel. */
export interface Panel {
  show(takeFocus: boolean): void;
  hide(): void;
  /** Called every second: who is logged in may have changed. */
  look(): void;
  destroy(): void;
}

/** Shows the panel in `container`, which lies in the shadow root of `widget`. */
export function mount(widget: OrvaleChatWidget, container: HTMLElement, onUnread: (unread: Unread) => void): Panel {
  adopt(container.getRootNode() as ShadowRoot, panelCss);
  let view: PanelView | null = null;
  const keep = (made: PanelView | null): void => {
    view = made;
  };
  render(<PanelView ref={keep} widget={widget} onUnread={onUnread} />, container);
  return {
    show: (takeFocus) => view?.shown(true, takeFocus),
    hide: () => view?.shown(false, false),
    look: () => view?.look(),
    destroy: () => render(null, container),
  };
}
