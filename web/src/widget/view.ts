// Nodes that follow what they are rendered from: the part of Preact that the panel uses, under
// Preact's names, in a third of its size. Everything is rendered from the top, once a turn.

type Props = Record<string, unknown>;
type Child = Node | string | number | boolean | null | undefined | readonly Child[];
type Host = HTMLElement | SVGElement;
type View = ((props: Props) => Child) | (new (props: Props) => Component);
type Ref = { current: unknown } | ((value: unknown) => void);

interface Node {
  type: string | View;
  props: Props;
  key: unknown;
}

/** A node on the screen: with an element or text of its own, or with a component behind it. */
interface Shown {
  type: unknown;
  dom: Host | Text | null;
  component: Component | null;
  props: Props;
  children: Map<string, Shown>;
}

interface Place {
  parent: ParentNode & globalThis.Node;
  /** Before what the next node goes, unless it is that already. */
  before: ChildNode | null;
}

const TEXT = '#';
const SVG = 'http://www.w3.org/2000/svg';
const roots = new Map<Element, { children: Map<string, Shown>; node: Child }>();
let after: (() => void)[] = [];
let due = false;

export class Component {
  state: Props = {};
  next: Props = {};

  constructor(public props: Props) {}

  setState(change: Props, done?: () => void): void {
    Object.assign(this.next, change);
    if (done !== undefined) after.push(done);
    renderSoon();
  }

  forceUpdate(): void {
    renderSoon();
  }

  render(): Child {
    return null;
  }

  componentDidMount(): void {}
  componentDidUpdate(): void {}
  componentWillUnmount(): void {}
  getSnapshotBeforeUpdate(): void {}
}

export const createRef = (): { current: unknown } => ({ current: null });

/** A view without an element of its own. */
export const Fragment = ({ children }: Props): Child => children as Child;

/** What JSX becomes. */
export const jsx = (type: Node['type'], props: Props, key?: unknown): Node => ({ type, props, key });
export const jsxs = jsx;
export const jsxDEV = jsx;

/** Shows a node in `container`; `null` takes everything out again. */
export function render(node: Child, container: Element): void {
  roots.set(container, { children: roots.get(container)?.children ?? new Map(), node });
  flush();
  if (node === null) roots.delete(container);
}

function renderSoon(): void {
  if (due) return;
  due = true;
  queueMicrotask(flush);
}

function flush(): void {
  due = false;
  for (const [parent, root] of roots) {
    root.children = update(root.children, root.node, { parent, before: parent.firstChild });
  }
  const tasks = after;
  after = [];
  for (const task of tasks) task();
}

/** Every child with the key it is known by: its own, or its place, which absent siblings keep. */
function list(child: Child, path: string, found: [string, Node | string][]): [string, Node | string][] {
  if (Array.isArray(child)) {
    child.forEach((item: Child, index) => list(item, `${path}/${(item as Node | null)?.key ?? index}`, found));
  } else if (typeof child === 'number' || typeof child === 'string') found.push([path, `${child}`]);
  else if (child && typeof child === 'object') found.push([`${path}/${(child as Node).key ?? ''}`, child as Node]);
  return found;
}

function update(old: Map<string, Shown>, child: Child, place: Place): Map<string, Shown> {
  const wanted = list(child, '', []);
  const kept = new Map<string, Shown>();
  for (const [key, node] of wanted) {
    const known = old.get(key);
    if (known?.type === (typeof node === 'string' ? TEXT : node.type)) kept.set(key, known as Shown);
  }
  for (const [key, shown] of old) if (kept.get(key) !== shown) remove(shown, place);
  return new Map(wanted.map(([key, node]) => [key, show(kept.get(key), node, place)]));
}

function show(known: Shown | undefined, node: Node | string, place: Place): Shown {
  const isText = typeof node === 'string';
  const { type, props }: Pick<Node, 'type' | 'props'> = isText ? { type: TEXT, props: {} } : node;
  const shown = known ?? { type, dom: null, component: null, props: {}, children: new Map() };
  const old: Props = shown.props;
  shown.props = props;
  if (typeof type === 'function') showView(shown, type, known === undefined, place);
  else if (isText) {
    const text = (shown.dom ??= document.createTextNode('')) as Text;
    if (text.data !== node) text.data = node;
    put(text, place);
  } else {
    const inSvg = type === 'svg' || place.parent instanceof SVGElement;
    const element = (shown.dom ??= inSvg ? document.createElementNS(SVG, type) : document.createElement(type)) as Host;
    put(element, place);
    shown.children = update(shown.children, props.children as Child, { parent: element, before: element.firstChild });
    for (const name of Object.keys({ ...old, ...props })) set(element, name, old[name], props[name]);
    if (known === undefined) point(props, element);
  }
  return shown;
}

function showView(shown: Shown, View: View, isNew: boolean, place: Place): void {
  let child: Child;
  if (View.prototype instanceof Component) {
    const component = (shown.component ??= new (View as new (props: Props) => Component)(shown.props));
    if (!isNew) component.getSnapshotBeforeUpdate();
    component.props = shown.props;
    component.state = { ...component.state, ...component.next };
    component.next = {};
    child = component.render();
    if (isNew) point(shown.props, component);
    after.unshift(() => (isNew ? component.componentDidMount() : component.componentDidUpdate()));
  } else child = (View as (props: Props) => Child)(shown.props);
  shown.children = update(shown.children, child, place);
}

function put(node: ChildNode, place: Place): void {
  if (place.before === node) place.before = node.nextSibling;
  else place.parent.insertBefore(node, place.before);
}

function remove(shown: Shown, place: Place | null): void {
  shown.component?.componentWillUnmount();
  point(shown.props, null);
  // Below an element that goes, nothing needs to be taken out one by one.
  for (const child of shown.children.values()) remove(child, shown.dom === null ? place : null);
  if (place === null || shown.dom === null) return;
  if (place.before === shown.dom) place.before = shown.dom.nextSibling;
  shown.dom.remove();
}

function point({ ref }: Props, value: unknown): void {
  if (typeof ref === 'function') (ref as (value: unknown) => void)(value);
  else if (ref) (ref as Exclude<Ref, (value: unknown) => void>).current = value;
}

function set(element: Host, name: string, old: unknown, value: unknown): void {
  if (name === 'ref' || name === 'children') return;
  if (name === 'value') {
    // What someone types is there before the state knows of it.
    if ((element as HTMLInputElement).value !== `${value}`) (element as HTMLInputElement).value = `${value}`;
  } else if (old === value) return;
  else if (name.startsWith('on')) (element as unknown as Props)[name.toLowerCase()] = value ?? null;
  else if (value == null || (value === false && !name.includes('-'))) element.removeAttribute(name);
  else element.setAttribute(name, `${value}`);
}
