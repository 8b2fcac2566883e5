import { setTimeout as delay } from 'node:timers/promises';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';
import type { WatchedGauge } from '../../../contract/watch.ts';
import { containerGauges, statsFrom } from './container-stats.ts';
import { type EngineApi, engineFailure } from './engine-api.ts';
import { findContainer, type InspectedContainer } from './find-container.ts';
import { StatsSource } from './stats-source.ts';

/** A container as it is now. */
interface ContainerSnapshot {
  readonly container: InspectedContainer;
  /** Empty where it does not run. */
  readonly gauges: readonly WatchedGauge[];
}

/** Two readings so far apart make a rate. */
const APART_MS: Millis = 500;
/** What an engine that reads once a second may take for the first and the second. */
const TRIES = 6;

/** Reads the state of a container and its figures over half a second (of an old engine over a second). */
export async function snapshotOf(engine: EngineApi, wanted: string): Promise<Result<ContainerSnapshot>> {
  const found = await findContainer(engine, wanted);
  if (!found.ok) return found;
  const container = found.value;
  if (!container.isRunning) return succeed({ container, gauges: [] });
  const source = new StatsSource(engine);
  const readings = [];
  for (let turn = 0; turn < TRIES && readings.length < 2; turn += 1) {
    // The counts between two readings are the figure.
    if (turn > 0) await delay(APART_MS);
    const answer = await source.read(container.id);
    if (answer.ok) readings.push(statsFrom(answer.value));
    else if (answer.failure.code !== 'engine.slow') {
      source.close();
      return answer;
    }
  }
  source.close();
  const [before = null, now = null] = readings;
  if (now === null) return fail(engineFailure('slow', 'The container engine gave no statistics in time.'));
  return succeed({ container, gauges: containerGauges(before, now, container) });
}
