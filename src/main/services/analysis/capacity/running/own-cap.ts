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
 * Else a request finds such a cap full of others. Those do not wait: the service time of a request begins after its wait. Where
 * they miss an objective themselves, by the share that it allows, the target misses it with less load than was ordered, and
 * raising the cap would only bring it more; where they meet all of them, more of them would fit, and the cap is too low.
 *
 *     latency p<T:  beyond = successes and failures that took longer, and open since before T;  of = successes + those
 *     errors<e:     beyond = failures of the target, and open since before the timeout;         of = successes + those
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
  const misses = objectives.some((objective) => {
    const { beyond, counted } = withoutWait(objective, asked, millisToMicros(limits.requestTimeoutMs));
    return counted === 0 || beyond >= allowedShare(objective) * counted;
  });
  return asked.length > 0 && misses ? null : first;
}

function isUnderWay({ counts: { ok, targetErrors, inFlight } }: SeriesSecond): boolean {
  return ok + targetErrors + inFlight > 0;
}

/** Requests of a second as an objective counts them, by their service time. */
function withoutWait(objective: Objective, asked: readonly SeriesSecond[], timeoutUs: Micros): Counted {
  const limitUs = objective.metric === 'latency' ? objective.limitUs : timeoutUs;
  let [ok, failed, slow, slowFailed, open, sent] = [0, 0, 0, 0, 0, 0];
  for (const { counts, histograms } of asked) {
    ok += counts.ok;
    failed += counts.targetErrors;
    open += counts.inFlight;
    sent += counts.sent;
    slow += longerThan(histograms.service, limitUs);
    slowFailed += longerThan(histograms.failed, limitUs);
  }
  const old = Math.max(0, open - (sent * limitUs) / MICROS_PER_SECOND);
  const missed = objective.metric === 'latency' ? slowFailed + old : failed + old;
  return { counted: ok + missed, beyond: objective.metric === 'latency' ? slow + missed : missed };
}

function longerThan(encoded: Uint8Array | null, limitUs: Micros): number {
  let count = 0;
  if (encoded !== null)
    forEachEncoded(encoded, (one) => {
      for (; one.index < NO_BUCKET; one.advance()) if (lowestOfBucket(one.index) > limitUs) count += one.here;
    });
  return count;
}
