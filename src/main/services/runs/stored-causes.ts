import type { RunSecond } from '../../../contract/tick.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { RunStore, StoredCauses } from '../../storage/run-record.ts';
import { NO_CAUSES, type RunCauses } from '../analysis/findings/finding.ts';
import { CauseSearch } from '../analysis/reading/run-causes.ts';
import type { ReadRun } from './stored-texts.ts';

/** Of the search and its words: what another one found is searched for again. */
const VERSION = 2;

/** What sets slow and failed requests of a run apart, where it is known: nothing while it goes on. Null: it is to be searched for. */
export function keptCauses(store: Pick<RunStore, 'causes'>, { record, redact }: ReadRun): RunCauses | null {
  if (record.state === 'running') return NO_CAUSES;
  const kept = store.causes(record.runId);
  // Its seal says that it is what was kept.
  return kept?.version === VERSION ? redact.seen(JSON.parse(kept.found) as RunCauses) : null;
}

/** The causes of one run, known or about to be. */
interface SoughtCauses {
  /** To be shown every second of the run; it may be so again. */
  see(second: RunSecond): void;
  /** Once it was shown them. */
  causes(): RunCauses;
}

type CauseStore = Pick<RunStore, 'causes' | 'eachSecond'>;

/** Searches for causes where none were kept, and has those last found at hand, so that they can be kept. */
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
    return { found: JSON.stringify(sought.causes()), version: VERSION };
  }

  #known(read: ReadRun): RunCauses | null {
    const found = this.#found?.of === keyOf(read) ? this.#found.causes : null;
    return found ?? keptCauses(this.#store, read);
  }
}

/** A run that was taken for interrupted may go on, and end later. */
function keyOf({ record: { runId, state, durationMs } }: ReadRun): string {
  return `${runId} ${state} ${durationMs}`;
}
