// What JSX becomes: Preact's own elements. Preact's runtime brings along what only its template
// transform and server rendering use.

import { createElement, type ComponentType } from 'preact';

export { Fragment } from 'preact';

type Props = Record<string, unknown>;

export const jsx = (type: string | ComponentType<Props>, props: Props, key?: string | number) =>
  createElement(type as ComponentType<Props>, key === undefined ? props : { ...props, key });
export const jsxs = jsx;
export const jsxDEV = jsx;
