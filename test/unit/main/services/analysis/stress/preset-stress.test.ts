import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import type { Summary } from '../../../../../../src/contract/summary.ts';
import type { RunSecond } from '../../../../../../src/contract/tick.ts';
import type { PlanRef } from '../../../../../../src/contract/wire.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { resolvePlan } from '../../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { COMPLETED, makeRun } from '../../../../../support/made-seconds.ts';
import { sampleScript } from '../../../../../support/made-up/sample-script.ts';
import { VirtualCrew } from '../../../../../support/virtual-crew.ts';

const presetsDir = fileURLToPath(new URL('../../../../../../resources/presets/', import.meta.url));
/** Users of the preset start slowly here, so that there is a load at which the services hold; two of its classes break it. */
const SLOWLY: Overrides = {
  users: 200,
  spawnRate: 20,
  durationMs: 12_000,
  only: ['GatewayRESTUser', 'AuthServiceUser'],
};
/** The gateway carries 76 requests a second in this profile, and refuses what would wait for 4 s. */
const GATEWAY = `
plimsoll: 1
name: Gateway beyond its load
purpose: stress
use: { suite: access-layer, classes: { GatewayRESTUser: {} } }
load:
  model: open
  rate: 10
  stages:
    - { shape: hold, to: 30, duration: 10s }
    - { shape: ramp, to: 150, duration: 10s }
    - { shape: hold, to: 30, duration: 15s }
`;

async function answersOf(ref: PlanRef, overrides: Overrides): Promise<Summary> {
  const resolved = await resolvePlan(ref, overrides, { presetsDir });
  if (!resolved.ok) throw new Error(resolved.failure.message);
  const { plan } = resolved.value;
  const seconds: RunSecond[] = [];
  const onSecond = (second: RunSecond) => seconds.push(second);
  const crew = new VirtualCrew({ plan, service: sampleScript('overloaded', 11), onSecond });
  await crew.begin();
  if (!(await crew.play(2 * plan.durationMs + 60_000))) throw new Error('the run does not end');
  return analyseStored(makeRun(plan), seconds, COMPLETED);
}

describe('the overloaded sample services', () => {
  test('are broken by the preset stress, which never lets them recover', async () => {
    const { stress, expectations } = await answersOf({ kind: 'preset', name: 'stress' }, SLOWLY);
    expect(stress?.degradation.state).toBe('measured');
    expect(stress?.breakingPoint).toMatchObject({ state: 'measured', level: 120, atMs: 5_000 });
    expect(stress?.recovery.sentence).toBe('The load never fell again, so recovery was not seen.');
    expect(expectations[0]).toMatchObject({ verdict: 'met', evidence: stress?.breakingPoint.sentence });
  });

  test('recover once their queue is worked off', async () => {
    const { stress } = await answersOf({ kind: 'text', text: GATEWAY }, {});
    // The ramp passes 76/s after 13.8 s.
    expect(stress).toMatchObject({
      unit: 'arrivals/s',
      breakingPoint: { state: 'measured', level: 96, atMs: 15_000, modes: [{ mode: 'latency only' }] },
      // Some 220 requests waited; 46 more a second are answered than come, so that it takes 4.8 s at most.
      recovery: { state: 'measured', afterMs: 3_500, plusMinusMs: 500 },
    });
  });
});
