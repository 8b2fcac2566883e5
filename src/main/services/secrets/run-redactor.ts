import type { RunPlan } from '../../../contract/run-plan.ts';
import { hideCredentials, hideInAddresses } from '../../../contract/token-shape.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { NamedSecret } from '../plans/inputs/written-secrets.ts';
import { LearnedSecrets } from './learned-secrets.ts';
import { createRedactor, mapTexts, type Redact, remembering } from './redact.ts';
import { hideInPlaces } from './secret-places.ts';

/** What hides the secrets of a run, in the two kinds of text there are of it. */
export interface RunRedactor {
  /** Of what was written: the plan and what was set beside it, which name credentials without holding them. */
  readonly written: Redact;
  /** Of what was sent and what came back, where whatever is called a credential is one. */
  readonly seen: Redact;
  /** What the run came by meanwhile. @param second whose texts it may stand in; absent: texts that follow at once */
  learn(secrets: readonly NamedSecret[], second?: SecondIndex): void;
  /** All that is seen of this second, and of those before it, has been hidden. */
  hidden(second: SecondIndex): void;
}

/** Hides by value first: where a name hides as well, the value is known by the better name then. */
export function createRunRedactor(
  secrets: readonly NamedSecret[],
  plan: Pick<RunPlan, 'scenarios'>,
): RunRedactor {
  const byValue = createRedactor(secrets);
  const byPlace = hideInPlaces(plan);
  const byLooks = remembering((text) => hideCredentials(byPlace(text)));
  const learned = new LearnedSecrets();
  return {
    written: (value) => mapTexts(byValue(value), hideInAddresses),
    seen: (value) => mapTexts(learned.redact(byValue(value)), byLooks),
    learn: (secrets, second) => learned.add(secrets, second),
    hidden: (second) => learned.hidden(second),
  };
}
