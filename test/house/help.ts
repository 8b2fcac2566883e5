/** `npm run help`: every script with one line. */
import { readFileSync } from 'node:fs';

const LINES: Readonly<Record<string, string>> = {
  start: 'open the workbench: desktop window, or the browser where Electron cannot be had',
  demo: 'sample services, smoke suite, grades and a report in about twenty seconds',
  test: 'build, then every test: unit, laws, integration, browser, desktop; ends with the sum',
  check: 'format, lint, types of every room, rooms, unit tests and laws',
  build: 'build the three hosts and the page of reports into out/',
  dev: 'the desktop app with live reload (needs Electron’s binary)',
  format: 'format and fix what can be fixed',
  types: 'type-check every room with its own globals',
  lockfile: 'after a change of dependencies: every platform’s binaries into package-lock.json',
  bench: 'accuracy and cost figures, printed; takes minutes',
  generate: 'write what is generated from sources: JSON Schemas, the glossary',
  plimsoll: 'the command line, as npx plimsoll',
  help: 'this list',
};

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const { scripts } = manifest as { scripts: Record<string, string> };
for (const name of Object.keys(scripts)) {
  if (name === 'prepare') continue;
  process.stdout.write(`npm run ${name.padEnd(10)} ${LINES[name] ?? scripts[name]}\n`);
}
