// Short class names for CSS modules, and scripts that hold only the names they use.

import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import type { Plugin } from 'vite';

const IMPORT = /import (\w+) from ('\.[^']+\.module\.css');/g;

/** Imports a CSS module's names one by one, so that the bundler leaves out the table of all names. */
export const classNames: Plugin = {
  name: 'class-names',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('/node_modules/') || !code.includes('.module.css') ? null : { code: code.replace(IMPORT, 'import * as $1 from $2;'), map: null },
};

/** The file that each name was made for. */
const owners = new Map<string, string>();

/** The page-wide name of a CSS module's class: its own, and three characters that stand for the module's name. */
export function scopedName(name: string, file: string): string {
  const module = file.replace(/\?.*/, '');
  const scoped = `${name}_${createHash('sha256').update(basename(module)).digest('base64url').replaceAll(/[-_]/g, '').slice(0, 3)}`;
  const owner = owners.get(scoped) ?? module;
  if (owner !== module) throw new Error(`class name is taken: ${scoped} stands for .${name} of ${owner} and of ${module}; rename one of the classes`);
  owners.set(scoped, owner);
  return scoped;
}
