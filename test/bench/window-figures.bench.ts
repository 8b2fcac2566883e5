/**
 * Every figure of sixty generated runs in the window, drawn by a browser, is the document's figure of its place; `npm
 * test` looks at twelve of them. Run: `node test/bench/window-figures.bench.ts`, after a build. Bound: 0 differences.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { RUN_COUNT } from '../support/same-figures/generated-runs.ts';
import { TruthReport } from '../support/truth-report.ts';

const playwright = fileURLToPath(new URL('../../node_modules/@playwright/test/cli.js', import.meta.url));
const args = [playwright, 'test', 'window-figures', '--project', 'web', '--reporter', 'line'];
const browser = spawn(process.execPath, args, {
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
  env: { ...process.env, PLIMSOLL_FIGURE_RUNS: String(RUN_COUNT) },
  stdio: 'inherit',
});
const [code] = await once(browser, 'exit');

const report = new TruthReport('window figures');
report.check(`${RUN_COUNT} runs in the window`, code === 0 ? 'no difference' : `exit ${code}`, {
  bound: '0 differences',
  met: code === 0,
});
report.finish();
