// Builds the page, the widget and their compressed forms into one folder: `node scripts/build.mjs [folder]`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

const web = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(web, process.argv[2] ?? 'dist');
const vite = resolve(web, 'node_modules/vite/bin/vite.js');

function run(...command) {
  const env = { ...process.env, NODE_ENV: 'production', WIDGET_OUT: folder };
  const { status, error } = spawnSync(process.execPath, command, { cwd: web, env, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

run(vite, 'build', '--outDir', folder, '--emptyOutDir');
for (const mode of ['panel', 'loader']) run(vite, 'build', '--config', 'vite.widget.config.ts', '--mode', mode);
run(resolve(web, 'scripts/compress.mjs'), folder);
