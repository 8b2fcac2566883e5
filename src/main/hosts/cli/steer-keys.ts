import { failureText } from '../../../contract/failure.ts';
import type { LiveLoad } from '../../../contract/live-load.ts';
import { appliedText } from '../../../contract/load-words.ts';
import type { SteerAct } from '../../../contract/steering.ts';
import type { App } from '../../services/app-port.ts';
import type { Progress } from './progress.ts';

/** What each key does. Levels of a plan with several units change together. */
const KEYS = {
  '+': 'more',
  '=': 'more',
  '-': 'less',
  _: 'less',
  h: 'hold',
  s: 'spike',
  p: 'back',
  '?': 'help',
} as const;
type Meaning = (typeof KEYS)[keyof typeof KEYS];

const MORE = 1.1;
const LESS = 0.9;
/** A spike is so many times the load there is, for so long. */
const SPIKE_FACTOR = 2;
const SPIKE_SECONDS = 10;

/** What keys do to a load, in one line; and that there are any. */
const KEYS_HELP =
  'Keys: + 10% more load, - 10% less, h hold it here, s spike (twice the load for 10 s), p back to the plan, ? this line.';
export const KEYS_HINT = 'Press + - h s p to change the load while it runs, ? for what they do.';

/** @returns what a key means; null: nothing */
export function meaningOf(key: string): Meaning | null {
  const known = Object.entries(KEYS).find(([one]) => one === key.toLowerCase());
  return known?.[1] ?? null;
}

/** The acts that a key asks for, given what is applied now. */
export function actsOf(meaning: Exclude<Meaning, 'help'>, { levels }: Pick<LiveLoad, 'levels'>): SteerAct[] {
  if (meaning === 'hold' || meaning === 'back') return [{ kind: meaning }];
  // Messages follow from the connections that send them.
  const steered = levels.filter(({ unit }) => unit !== 'messages');
  return steered.map(({ unit, level, planned, peak }): SteerAct => {
    if (meaning === 'spike') {
      const from = level > 0 ? level : planned > 0 ? planned : peak;
      const wanted = from * SPIKE_FACTOR;
      return {
        kind: 'spike',
        unit,
        level: unit === 'rate' ? wanted : Math.round(wanted),
        seconds: SPIKE_SECONDS,
      };
    }
    return { kind: 'scale', unit, factor: meaning === 'more' ? MORE : LESS };
  });
}

/** Keys of a run under way: each is one act, and what became of it is said above the progress. */
export class SteerKeys {
  readonly #parts: SteerKeysParts;
  #load: LiveLoad | null = null;
  /** Acts are made one after the other, in the order of the keys. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: SteerKeysParts) {
    this.#parts = parts;
  }

  /** Takes what is applied now; undefined: not known. */
  see(load: LiveLoad | undefined): void {
    if (load === undefined) return;
    // Of a run that nobody may steer, keys are no news.
    if (this.#load === null && load.refusal === '') this.#parts.note(KEYS_HINT);
    this.#load = load;
  }

  press(key: string): void {
    const meaning = meaningOf(key);
    if (meaning === null) return;
    const { note } = this.#parts;
    const load = this.#load;
    if (meaning === 'help')
      note(load === null ? KEYS_HELP : `${KEYS_HELP} Now: ${appliedText(load.levels)}.`);
    else if (load === null) note('The load can be changed once the first second is over.');
    else if (load.refusal !== '') note(load.refusal);
    else {
      const acts = actsOf(meaning, load);
      this.#last = this.#last.then(() => this.#steer(acts));
    }
  }

  async #steer(acts: readonly SteerAct[]): Promise<void> {
    const { app, runId, note } = this.#parts;
    for (const act of acts) {
      const done = await app.handlers['runs.steer']({ runId, act });
      note(done.ok ? done.value.sentence : failureText(done.failure));
      // What is refused of one unit leaves the others as they are.
      if (!done.ok) return;
    }
  }
}

interface SteerKeysParts {
  readonly app: Pick<App, 'handlers'>;
  readonly runId: string;
  readonly note: Progress['note'];
}
