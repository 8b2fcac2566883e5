import type { Objective } from '../../../../../contract/capacity-search.ts';
import { type CapLimits, type SetCap, setCapOf } from '../../../../../contract/run-caps.ts';
import type { RunLimits } from '../../../../../contract/run-plan.ts';
import type { RunSecond, SeriesSecond } from '../../../../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros, millisToMicros } from '../../../../../contract/units.ts';
import {
  forEachEncoded,
  lowestOfBucket,
  NO_BUCKET,
} from '../../../../../workers/engine/measure/encoded-histogram.ts';
import { allowedShare, type Counted } from '../objective-counts.ts';

/** Of a run whose load is searched: what tells whose fault a wait is. */
interface CappedRun {
  readonly limits: CapLimits & Pick<RunLimits, 'requestTimeoutMs'>;
  readonly objectives: readonly Objective[];
  /** Series whose requests are searched; those of other classes share the caps with them. */
  readonly series: readonly number[];
  /** Users or connections that are held, each of which may have one open; 0: arrivals, which need what their responses take. */
  readonly needs: number;
}

type CappedSecond = Pick<RunSecond, 'waitedFor' | 'series'>;

/**
 * Which cap of the run, and not the target, made something wait in a second; null: none did. The rate cap does not depend on
 * the target, and a cap of connections or of open requests below what is held is too low whatever the target does.
 *
 * Else a request finds such a cap full of others, and the same requests are held against each objective twice. Without their
 * waits, by service time: where they miss it, the target misses it with less load than was ordered. With them, by response time:
 * where arrivals meet all of them even so, few waited or not for long, and it was no harm; users who wait send less, so theirs
 * always is. What meets without and misses with its waits is a cap that is too low.
 *
 *                  without                                                 with
 *     latency p<T  longer than T, or open since before T                   longer than T, dropped, or waiting
 *     errors<e     failed at the target, or open since before the timeout  failed, dropped, or waiting
 *
 * Of what is open at the end of the second no more than sent · T can be younger than T, so a target that stalls shows in the same
 * second, before its responses do. Where nothing of the searched classes was under way, all classes are asked.
 */
export function ownCap(
  second: CappedSecond,
  { limits, objectives, series, needs }: CappedRun,
): SetCap | null {
  const reached = (second.waitedFor ?? []).map((name) => setCapOf(name, limits));
  const planned = reached.find(({ name, value }) => name === 'maxRate' || value < needs);
  if (planned !== undefined) return planned;
  const [first] = reached;
  if (first === undefined) return null;
  const searched = second.series.filter((one) => series.includes(one.series));
  const asked = searched.some(isUnderWay) ? searched : second.series.filter(isUnderWay);
  // It is full of what is idle.
  if (asked.length === 0) return first;
  const timeoutUs = millisToMicros(limits.requestTimeoutMs);
  const isMissed = (
    of: (objective: Objective, asked: readonly SeriesSecond[], timeoutUs: Micros) => Counted,
  ) =>
    objectives.some((objective) => {
      const { beyond, counted } = of(objective, asked, timeoutUs);
      return counted === 0 || beyond >= allowedShare(objective) * counted;
    });
  if (isMissed(withoutWait)) return null;
  return needs > 0 || isMissed(withWait) ? first : null;
}

function isUnderWay({ counts: { ok, targetErrors, inFlight } }: SeriesSecond): boolean {
  return ok + targetErrors + inFlight > 0;
}

function withoutWait(objective: Objective, asked: readonly SeriesSecond[], timeoutUs: Micros): Counted {
  const limitUs = objective.metric === 'latency' ? objective.limitUs : timeoutUs;
  const sum = sumOver(asked);
  const old = Math.max(
    0,
    sum(({ counts }) => counts.inFlight) - (sum(({ counts }) => counts.sent) * limitUs) / MICROS_PER_SECOND,
  );
  const ok = sum(({ counts }) => counts.ok);
  if (objective.metric === 'errors') {
    const failed = old + sum(({ counts }) => counts.targetErrors);
    return { counted: ok + failed, beyond: failed };
  }
  const failed = old + sum(({ histograms }) => longerThan(histograms.failed, limitUs));
  const slow = sum(({ histograms }) => longerThan(histograms.service, limitUs));
  return { counted: ok + failed, beyond: slow + failed };
}

function withWait(objective: Objective, asked: readonly SeriesSecond[]): Counted {
  const sum = sumOver(asked);
  const unsent = sum(({ counts }) => counts.dropped + counts.waiting);
  const ok = sum(({ counts }) => counts.ok);
  if (objective.metric === 'errors') {
    const failed = unsent + sum(({ counts }) => counts.targetErrors);
    return { counted: ok + failed, beyond: failed };
  }
  const { limitUs } = objective;
  const failed = unsent + sum(({ histograms }) => longerThan(histograms.failed, limitUs));
  const slow = sum(({ histograms }) => longerThan(histograms.response ?? histograms.service, limitUs));
  return { counted: ok + failed, beyond: slow + failed };
}

function sumOver(asked: readonly SeriesSecond[]) {
  return (of: (one: SeriesSecond) => number): number => asked.reduce((total, one) => total + of(one), 0);
}

function longerThan(encoded: Uint8Array | null, limitUs: Micros): number {
  let count = 0;
  if (encoded !== null)
    forEachEncoded(encoded, (one) => {
      for (; one.index < NO_BUCKET; one.advance()) if (lowestOfBucket(one.index) > limitUs) count += one.here;
    });
  return count;
}
