/**
 * `npm test`: builds, finds or installs a browser, runs every test of both runners, and ends with the true sum.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const VITEST_REPORT = 'test-results/vitest.json';
const PLAYWRIGHT_REPORT = 'test-results/playwright.json';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Said again at the end: a log that is cut keeps its last lines, and Playwright prints hundreds after Vitest's. */
const failures: string[] = [];

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

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

function readVitest(): Tally {
  const report = JSON.parse(readFileSync(`${root}/${VITEST_REPORT}`, 'utf8')) as VitestReport;
  for (const { status, fullName, failureMessages } of report.testResults.flatMap(
    (file) => file.assertionResults,
  )) {
    if (status === 'failed') failures.push(`${fullName}\n    ${failureMessages[0]?.split('\n')[0] ?? ''}`);
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readPlaywright(): Tally {
  const report: unknown = JSON.parse(readFileSync(`${root}/${PLAYWRIGHT_REPORT}`, 'utf8'));
  const { stats } = report as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** A runner that died before it could report counts as one failure, never as nothing. */
function tally(status: number, read: () => Tally): Tally {
  try {
    const counted = read();
    return status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
  } catch {
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
  '--reporter=json',
  `--outputFile.json=${VITEST_REPORT}`,
]);
const vitest = tally(vitestStatus, readVitest);
const playwrightStatus = run('playwright', ['test']);
const playwright = tally(playwrightStatus, readPlaywright);
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
const sum = (key: keyof Tally) => vitest[key] + playwright[key];
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
