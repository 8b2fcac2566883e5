/**
 * The gate of a baseline with real load threads: a target that answers after 20 ms passes against a baseline of itself, one that takes
 * 200 ms fails with exit code 5; against one stored run, as three runs of one session, and in turns with the baseline's.
 * Run: `node test/bench/baseline-gate.bench.ts [runs]`; 20 runs of each.
 * Bounds: every run of the unchanged target passes, every run of the slowed one ends with 5.
 */
import { startCrew } from '../../src/workers/threads/crew.ts';
import { untilCalm } from '../support/calm-machine.ts';
import { GatedRuns } from '../support/gated-runs.ts';
import { TruthReport } from '../support/truth-report.ts';

const [runs = 20] = process.argv.slice(2).map(Number);
const USUAL_MS = 20;
const SLOWED_MS = 200;
const report = new TruthReport('baseline gate');

/** A run in which the generator itself was disturbed is not judged, and made again. */
const MAX_ATTEMPTS = 10;
const NOT_TRUSTED = 6;

// What else this machine does is evidence here.
await using gated = await GatedRuns.open({ startCrew });
gated.delayMs = USUAL_MS;
if (!(await untilCalm(60_000))) report.note('machine', 'others use it');
for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1)
  if ((await gated.run()).summary.trust.verdict === 'trusted') break;
await gated.setBaseline('main');

interface Took {
  readonly codes: readonly number[];
  readonly changes: readonly number[];
}

/** So many runs, or series, of a target that answers after so long. */
async function took(delayMs: number, count: number, take: () => ReturnType<GatedRuns['run']>): Promise<Took> {
  gated.delayMs = delayMs;
  const codes: number[] = [];
  const changes: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    let { code, summary } = await take();
    for (let attempt = 1; code === NOT_TRUSTED && attempt < MAX_ATTEMPTS; attempt += 1)
      ({ code, summary } = await take());
    codes.push(code);
    const p95 = summary.baseline?.cells.find(({ figure }) => figure === 'p95');
    // The newest run of a series in turns may be one of the baseline's.
    if (typeof p95?.changePercent === 'number') changes.push(p95.changePercent);
  }
  return { codes, changes };
}

function check(what: string, { codes, changes }: Took, code: number): void {
  const right = codes.filter((one) => one === code).length;
  const span = `${Math.min(...changes).toFixed(0)} to ${Math.max(...changes).toFixed(0)}%`;
  const seen = changes.length === 0 ? '' : ` (p95 ${span})`;
  const others = codes.filter((one) => one !== code);
  const wrong = others.length === 0 ? '' : `, others ended with ${[...new Set(others)].join(', ')}`;
  report.check(what, `${right} of ${codes.length} end with ${code}${seen}${wrong}`, {
    bound: `${codes.length} of ${codes.length}`,
    met: right === codes.length,
  });
}

const one = () => gated.run({ baseline: 'main' });
check('unchanged', await took(USUAL_MS, runs, one), 0);
check('slowed', await took(SLOWED_MS, runs, one), 5);
const three = () => gated.series({ baseline: 'main', repeat: '3' });
check('unchanged, three runs', await took(USUAL_MS, 1, three), 0);
check('slowed, three runs', await took(SLOWED_MS, 1, three), 5);
const inTurns = () =>
  gated.series({ baseline: 'main', alternate: true, repeat: '3', target: [`shop=${gated.otherUrl}`] });
gated.otherDelayMs = USUAL_MS;
check('unchanged, in turns', await took(USUAL_MS, 1, inTurns), 0);
gated.otherDelayMs = SLOWED_MS;
check('slowed, in turns', await took(USUAL_MS, 1, inTurns), 5);
report.finish();
