/**
 * `npm test`: builds, finds or installs a browser, runs every test of both runners, and ends with the true sum.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.ts';
import { TALLY_FILE, type Tally } from './tally-reporter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PLAYWRIGHT_REPORT = 'test-results/playwright.json';

type Counts = Omit<Tally, 'lines'>;

/** Said again at the end: a log that is cut keeps its last lines, and Playwright prints hundreds after Vitest's. */
const lines: string[] = [];

function run(program: string, args: readonly string[]): number {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) process.stderr.write(`${program}: ${error.message}\n`);
  return status ?? 1;
}

/** Playwright's own download first; on a bare Debian as root, the distribution's package. */
function installBrowser(): void {
  if (findBrowser() !== null) return;
  process.stderr.write('No Chromium, Chrome or Edge is installed; trying to install one.\n');
  if (run('playwright', ['install', 'chromium']) === 0 && findBrowser() !== null) return;
  if (process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  if (findBrowser() !== null) return;
  process.stderr.write(
    'The browser tests need Chromium, Chrome or Edge: install one, or set PLIMSOLL_CHROMIUM to its path.\n',
  );
  process.exit(1);
}

function readVitest(): Tally {
  const tally: Tally = JSON.parse(readFileSync(`${root}/${TALLY_FILE}`, 'utf8'));
  lines.push(...tally.lines);
  return tally;
}

function readPlaywright(): Counts {
  const report: unknown = JSON.parse(readFileSync(`${root}/${PLAYWRIGHT_REPORT}`, 'utf8'));
  const { stats, errors } = report as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: { message?: string }[];
  };
  for (const { message = '' } of errors) {
    lines.push(`FAILED outside of the browser tests: ${message.split('\n')[0]}`);
  }
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** A runner that died before it could report counts as one failure, never as nothing. */
function tally(status: number, runner: string, read: () => Counts): Counts {
  try {
    const counted = read();
    if (status === 0 || counted.failed > 0) return counted;
    lines.push(`FAILED ${runner} exited with ${status} and named no failed test`);
    return { ...counted, failed: 1 };
  } catch {
    lines.push(`FAILED ${runner} exited with ${status} and left no report`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

rmSync(`${root}/test-results`, { recursive: true, force: true });
mkdirSync(`${root}/test-results`, { recursive: true });
if (run('npm', ['run', '--silent', 'build']) !== 0) process.exit(1);
installBrowser();
const vitestStatus = run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=./test/house/tally-reporter.ts',
]);
const vitest = tally(vitestStatus, 'vitest', readVitest);
const playwrightStatus = run('playwright', ['test']);
const playwright = tally(playwrightStatus, 'playwright', readPlaywright);
for (const line of lines) process.stdout.write(`${line}\n`);
const sum = (key: keyof Counts) => vitest[key] + playwright[key];
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
