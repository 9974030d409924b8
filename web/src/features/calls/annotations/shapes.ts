// Where marks stand on a picture, and the lines that they are drawn with. Marks have coordinates from 0 to 10,000 of the
// picture's width and height; on the page the picture is 1,000 high, so that lines are as thick in every size.

import type { Mark } from '../../../core/protocol/generated';

export const EDGE = 10_000;
export const HEIGHT = 1000;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The part of a box that a picture fills, if all of it is shown. */
export function fitted({ left, top, width, height }: Box, aspect: number): Box {
  const wide = Math.min(width, height * aspect);
  const high = wide / aspect;
  return { left: left + (width - wide) / 2, top: top + (height - high) / 2, width: wide, height: high };
}

/** The point of the picture in `box` at a place on the page; the nearest one for a place beside it. */
export function pointAt(box: Box, aspect: number, x: number, y: number): [number, number] {
  const { left, top, width, height } = fitted(box, aspect);
  return [clamped((x - left) / width), clamped((y - top) / height)];
}

function clamped(part: number): number {
  return Number.isFinite(part) ? Math.round(Math.max(0, Math.min(1, part)) * EDGE) : 0;
}

/** A coordinate of a mark on the page's picture. */
export function placed(x: number, y: number, aspect: number): [number, number] {
  return [(x / EDGE) * HEIGHT * aspect, (y / EDGE) * HEIGHT];
}

function pairs({ points }: Mark, aspect: number): [number, number][] {
  return Array.from({ length: Math.floor(points.length / 2) }, (_, index) => placed(points[2 * index] ?? 0, points[2 * index + 1] ?? 0, aspect));
}

const short = (value: number): string => String(Math.round(value * 10) / 10);
const at = ([x, y]: [number, number]): string => `${short(x)} ${short(y)}`;

/** A line through all points, rounded in between; a single point is a dot. */
export function linePath(mark: Mark, aspect: number): string {
  const [first, ...rest] = pairs(mark, aspect);
  if (first === undefined) return '';
  const last = rest.at(-1);
  if (last === undefined) return `M${at(first)}h0.1`;
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`;
  });
  return `M${at(first)}${bends.join('')}L${at(last)}`;
}

const HEAD = { length: 34, angle: 0.5 } as const;

/** A line with a head at its end. */
export function arrowPath(mark: Mark, aspect: number): string {
  const [from, to] = pairs(mark, aspect);
  if (from === undefined || to === undefined) return '';
  const direction = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const side = (turn: number): [number, number] => [to[0] - HEAD.length * Math.cos(direction + turn), to[1] - HEAD.length * Math.sin(direction + turn)];
  return `M${at(from)}L${at(to)}M${at(side(HEAD.angle))}L${at(to)}L${at(side(-HEAD.angle))}`;
}
