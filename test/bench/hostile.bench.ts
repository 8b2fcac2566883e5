/**
 * Two hundred and sixty strings that a target may say, each in all that it says of a request (status text, names and values of
 * headers, cookie, location, body, event, close reason, note, code, message, trace), in the window and in a report, drawn by a
 * browser; `npm test` looks at twenty-four of them. Run: `node test/bench/hostile.bench.ts`, after a build. Bound: none of them
 * runs, becomes an element, is a link to elsewhere, is asked for, or lies beyond its panel.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WRAPPED } from '../support/hostile-run.ts';
import { TruthReport } from '../support/truth-report.ts';

const playwright = fileURLToPath(new URL('../../node_modules/@playwright/test/cli.js', import.meta.url));
const words = ['hostile', 'report', '--grep', 'hostile|strings from the target|single requests'];
const browser = spawn(
  process.execPath,
  [playwright, 'test', ...words, '--project', 'web', '--reporter', 'line'],
  {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, PLIMSOLL_HOSTILE: 'all' },
    stdio: 'inherit',
  },
);
const [code] = await once(browser, 'exit');

const report = new TruthReport('hostile strings');
report.check(`${WRAPPED.length} strings in window and report`, code === 0 ? 'all are text' : `exit ${code}`, {
  bound: 'all are text',
  met: code === 0,
});
report.finish();
