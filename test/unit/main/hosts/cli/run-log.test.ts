import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { ErrorRow, Summary } from '../../../../../src/contract/summary.ts';
import type { LiveUpdate } from '../../../../../src/contract/wire.ts';
import { type LogLevel, startRunLog } from '../../../../../src/main/hosts/cli/run-log.ts';
import { logLevelOf } from '../../../../../src/main/hosts/cli/run-options.ts';
import type { Terminal } from '../../../../../src/main/hosts/cli/terminal.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { COMPLETED, makeRun } from '../../../../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../../../../support/made-suite.ts';

const SECONDS = 10;
const suite = analyseStored(makeRun(makeSuitePlan(SECONDS * 1_000)), makeSuiteSeconds(SECONDS), COMPLETED);
const REFUSED: ErrorRow = {
  code: 'connect.refused',
  side: 'target',
  service: 'streaming',
  endpoint: 'ws_connect',
  count: 3,
  firstAt: 0,
  lastAt: 900,
  message: 'Connection refused.\nNothing listens there.',
  hint: 'Start it.',
  example: '',
  category: 'connection',
  sample: null,
};

function logged(level: LogLevel, work: (log: ReturnType<typeof startRunLog>) => void): string[] {
  let text = '';
  const colors = pc.createColors(false);
  const terminal: Terminal = {
    out: () => undefined,
    err: (more) => {
      text += more;
    },
    document: () => undefined,
    isInteractive: true,
    columns: 80,
    outColumns: null,
    colors,
    errColors: colors,
  };
  work(startRunLog(terminal, level, () => Date.UTC(2026, 0, 2, 3, 4, 5, 6)));
  return text.split('\n').slice(0, -1);
}

function updateOf(index: number, change: Partial<Summary>): LiveUpdate {
  const second = suite.perSecond[index];
  if (second === undefined) throw new Error(`no second ${index}`);
  const summary = { ...suite, errors: [], ...change };
  return { runId: 'r', elapsedMs: (index + 1) * 1_000, plannedDurationMs: 10_000, second, summary };
}

describe('the log of a run (S-21)', () => {
  it('says an error when it is first seen and how often it came in the end, each on one dated line', () => {
    const lines = logged('error', (log) => {
      log.update(updateOf(0, { errors: [REFUSED] }));
      log.update(updateOf(1, { errors: [{ ...REFUSED, count: 9 }] }));
      log.note('Stopping.');
      log.ended({ ...suite, errors: [{ ...REFUSED, count: 12 }] });
      log.end();
    });
    expect(lines).toEqual([
      '2026-01-02T03:04:05.006Z ERROR   connect.refused (target) on streaming.ws_connect: Connection refused. Nothing listens there. Start it.',
      '2026-01-02T03:04:05.006Z ERROR   12 × connect.refused on streaming.ws_connect in total',
    ]);
  });

  it('warns once of a generator that is not to be trusted, and of a stop', () => {
    const trust = { ...suite.trust, verdict: 'degraded' as const, sentence: 'It was late.' };
    const lines = logged('warning', (log) => {
      log.update(updateOf(0, { trust }));
      log.update(updateOf(1, { trust }));
      log.note('Stopping.');
    });
    expect(lines.map((line) => line.slice(25))).toEqual([
      'WARNING generator degraded: It was late.',
      'WARNING Stopping.',
    ]);
  });

  it('says where the run is at the first second and every fifth, and its grade at the end', () => {
    const lines = logged('info', (log) => {
      for (let index = 0; index < SECONDS; index += 1) log.update(updateOf(index, {}));
      log.ended({ ...suite, errors: [] });
    });
    expect(lines.map((line) => line.slice(25, 45))).toEqual([
      'INFO    0:01 of 0:10',
      'INFO    0:05 of 0:10',
      'INFO    0:10 of 0:10',
      `INFO    run ${suite.run.id} completed`.slice(0, 20),
    ]);
  });

  it('counts the states of all connections every second', () => {
    const part = suite.perSecond[3]?.streams?.webSocket;
    const { handshaking, open, subscribed, closing } = part?.connections ?? {};
    const [line] = logged('debug', (log) => log.update(updateOf(3, {})));
    expect(line).toContain(`second 3: ${suite.perSecond[3]?.sent} sent`);
    expect(line).toContain(
      `WebSocket: ${handshaking} handshaking, ${open} open, ${subscribed} subscribed, ${closing} closing; +${part?.attempted} attempted`,
    );
  });

  it('knows its levels in any case', () => {
    expect(logLevelOf('DEBUG')).toEqual({ ok: true, value: 'debug' });
    expect(logLevelOf(undefined)).toEqual({ ok: true, value: null });
    expect(logLevelOf('loud')).toMatchObject({ ok: false, failure: { code: 'usage.option' } });
  });
});
