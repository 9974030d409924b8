/** @jsxImportSource preact */
// What the launcher loads: puts the panel into the widget's shadow root and takes it out again.

import { render } from 'preact';

import type { OrvaleChatWidget } from '../element';
import { Panel as PanelView } from './Panel';
import panelCss from './panel.css?inline';
import { adopt } from './styles';
import { wordsOf } from './words';

export { ring } from './ring';

/** What the launcher can do with the panel. */
export interface Panel {
  show(takeFocus: boolean): void;
  hide(): void;
  /** Called every second, as the login may have changed. True while the panel has a connection of its own. */
  look(): boolean;
  /** Called when the bell's connection or conversations have changed. */
  changed(): void;
  destroy(): void;
}

/** Shows the panel in its language, in `container`, which lies in the shadow root of `widget`. */
export async function mount(widget: OrvaleChatWidget, container: HTMLElement): Promise<Panel> {
  const words = await wordsOf(widget.language);
  const root = container.getRootNode() as ShadowRoot;
  adopt(root, panelCss);
  keepKeys(root, container);
  let view: PanelView | null = null;
  const keep = (made: PanelView | null): void => {
    view = made;
  };
  render(<PanelView ref={keep} widget={widget} words={words} />, container);
  let opened = false;
  const followTicket = async (): Promise<void> => {
    // Without it the list of conversations is what opens.
    const part = await import('../ticket/ticket').catch(() => null);
    if (!view || !part) return;
    view.ticket ??= new part.TicketRoom(view);
    view.ticket.look(opened);
    opened = false;
  };
  return {
    show: (takeFocus) => {
      opened = takeFocus;
      view?.shown(true, takeFocus);
    },
    hide: () => view?.shown(false, false),
    look: () => {
      if (view?.ticket || widget.getAttribute('ticket')) void followTicket();
      else opened = false;
      return view?.look() ?? false;
    },
    changed: () => view?.changed(),
    destroy: () => render(null, container),
  };
}

const stop = (event: Event): void => event.stopPropagation();

/** Keys meant for the chat are no shortcuts of the page; nor is the end of one that has folded it up. */
function keepKeys(root: ShadowRoot, container: HTMLElement): void {
  container.addEventListener('keydown', stop);
  container.addEventListener('keypress', stop);
  root.addEventListener('keyup', stop);
}
