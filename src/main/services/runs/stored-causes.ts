import { parsedJson } from '../../../contract/plan-data.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { RunStore, StoredCauses } from '../../storage/run-record.ts';
import { NO_CAUSES, type RunCauses } from '../analysis/findings/finding.ts';
import { CauseSearch } from '../analysis/reading/run-causes.ts';
import { CAUSES_VERSION, storedCausesSchema } from './stored-causes-schema.ts';
import type { ReadRun } from './stored-texts.ts';

/**
 * What stands beside a run of its causes:
 *
 * | state   | means                                                            | then                        |
 * |---------|------------------------------------------------------------------|-----------------------------|
 * | known   | found by this version, or there is nothing to find yet           | used                        |
 * | none    | nothing, changed on disk, or found by an older version           | searched for again and kept |
 * | newer   | found by a newer version of Plimsoll                             | searched for again, left    |
 * | damaged | as it was written, and yet not what this version writes: a bug   | searched for again and kept |
 */
type KeptCauses =
  | { readonly state: 'known'; readonly causes: RunCauses }
  | { readonly state: 'none' | 'newer' | 'damaged' };

/** What sets slow and failed requests of a run apart, where it is known: nothing while it goes on. */
export function keptCauses(store: Pick<RunStore, 'causes'>, { record, redact }: ReadRun): KeptCauses {
  if (record.state === 'running') return { state: 'known', causes: NO_CAUSES };
  const kept = store.causes(record.runId);
  if (kept === null || kept.version < CAUSES_VERSION) return { state: 'none' };
  if (kept.version > CAUSES_VERSION) return { state: 'newer' };
  const { data } = storedCausesSchema.safeParse(parsedJson(kept.found));
  return data === undefined ? { state: 'damaged' } : { state: 'known', causes: redact.seen(data) };
}

/** The causes of one run, known or about to be. */
interface SoughtCauses {
  /** To be shown every second of the run; it may be so again. */
  see(second: RunSecond): void;
  /** Once it was shown them. */
  causes(): RunCauses;
}

type CauseStore = Pick<RunStore, 'causes' | 'eachSecond'>;

/** Searches for causes where none are known, and has those last found at hand, so that they can be kept. */
export class CausesAtHand {
  readonly #store: CauseStore;
  #found: { readonly of: string; readonly causes: RunCauses } | null = null;

  constructor(store: CauseStore) {
    this.#store = store;
  }

  of(read: ReadRun): SoughtCauses {
    const known = this.#known(read);
    if (known !== null) return { see: () => undefined, causes: () => known };
    const { plan, overrides, runId } = read.record;
    const readAgain = (second: SecondIndex) => [...this.#store.eachSecond(runId, second, second)][0] ?? null;
    const search = new CauseSearch({ plan, precision: overrides.precision ?? 'tick' }, { readAgain });
    return {
      see: (second) => search.add(second),
      causes: () => {
        const causes = read.redact.seen(search.found());
        this.#found = { of: keyOf(read), causes };
        return causes;
      },
    };
  }

  /** As they are to be kept. */
  stored(read: ReadRun, seconds: Iterable<RunSecond>): StoredCauses {
    const known = this.#known(read);
    const sought = this.of(read);
    if (known === null) for (const second of seconds) sought.see(second);
    return { found: JSON.stringify(sought.causes()), version: CAUSES_VERSION };
  }

  #known(read: ReadRun): RunCauses | null {
    if (this.#found?.of === keyOf(read)) return this.#found.causes;
    const kept = keptCauses(this.#store, read);
    return kept.state === 'known' ? kept.causes : null;
  }
}

/** A run that was taken for interrupted may go on, and end later. */
function keyOf({ record: { runId, state, durationMs } }: ReadRun): string {
  return `${runId} ${state} ${durationMs}`;
}
