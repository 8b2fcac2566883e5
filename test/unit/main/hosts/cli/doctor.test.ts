import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { printCalibration } from '../../../../../src/main/hosts/cli/doctor-command.ts';
import { judgeStep } from '../../../../../src/main/services/machine/calibrate.ts';
import { gaugesOfVersion1, type ThreadVersion1 } from '../../../../../src/main/storage/stored-gauges.ts';

function second(index: number, change: Partial<ThreadVersion1> = {}): RunSecond {
  return {
    second: index,
    lengthUs: 1_000_000,
    users: 0,
    series: [{ series: 0, counts: { planned: 500, sent: 500 }, histograms: {} }],
    failures: [],
    exemplars: [],
    streams: [],
    ...gaugesOfVersion1(
      [
        {
          thread: 0,
          kind: 'http',
          loopDelayMaxUs: 2_000,
          loopUtilisation: 0.2,
          gcPauseUs: 0,
          blocks: [],
          latenessMaxUs: 900,
          latenessP99Us: 700,
          queuedMaxUs: 0,
          clientErrors: 0,
          ...change,
        },
      ],
      { processCpu: 0.1, machineCpu: 0.5, rssBytes: 1, sleptUs: 0 },
    ),
  } as unknown as RunSecond;
}

describe('a step of the calibration', () => {
  it('is kept to where every second was', () => {
    expect(judgeStep(500, [second(0), second(1)])).toEqual({
      ratePerSecond: 500,
      sentPerSecond: 500,
      latenessP99Ms: 0.7,
      loopDelayMaxMs: 2,
      trusted: true,
    });
  });

  it('is not kept to where one second started late', () => {
    const step = judgeStep(500, [second(0), second(1, { latenessP99Us: 40_000 })]);
    expect([step.latenessP99Ms, step.trusted]).toEqual([40, false]);
  });
});

describe('the words of the calibration', () => {
  const step = {
    ratePerSecond: 3_000,
    sentPerSecond: 3_000,
    latenessP99Ms: 1,
    loopDelayMaxMs: 2,
    trusted: true,
  };
  it('name the feasible rate', () => {
    const text = printCalibration(
      { ceilingPerSecond: 9_000, steps: [step], feasiblePerSecond: 3_000 },
      pc.createColors(false),
    );
    expect(text).toContain('Feasible: about 3,000 requests/s');
  });

  it('say so when nothing was', () => {
    const text = printCalibration(
      { ceilingPerSecond: 9_000, steps: [{ ...step, trusted: false }], feasiblePerSecond: null },
      pc.createColors(false),
    );
    expect(text).toContain('No rate stayed on schedule');
  });
});
