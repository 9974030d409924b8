// What JSX becomes: Preact's own elements. Preact's runtime brings along what only its template
// transform and server rendering use.

import { createElement, type ComponentType } from 'preact';

export { Fragment } from 'preact';

type Props = Record<string, unknown>;

const jsx = (type: string | ComponentType<Props>, props: Props, key?: string | number) =>
  createElement(type as ComponentType<Props>, key === undefined ? props : { ...props, key });

// One name for all: what is shown then compresses better.
export { jsx, jsx as jsxs, jsx as jsxDEV };
