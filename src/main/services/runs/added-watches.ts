import type { Overrides } from '../../../contract/plan.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import { LEFT_OUT, MAX_WATCHES, printWatchSource } from '../../../contract/watch.ts';
import type { WorkspaceUrls } from '../plans/compile/follow-workspace.ts';
import type { SampleTargets } from '../target/sample-targets.ts';

interface Around {
  /** Null: not on the sample services. */
  readonly samples: SampleTargets | null;
  /** What the run was asked to do, before its services were targeted. */
  readonly asked: Overrides;
  readonly workspaceUrls: WorkspaceUrls;
}

type Watches = NonNullable<Overrides['watch']>;

/**
 * What a run watches besides what it was asked to: the sample services, where it goes to one of them, and what is set under
 * Services for an address that it goes to. Names and sources that are watched already are left out, and names it was asked to
 * leave out; so is all of it where that would be more than a run can have.
 */
export function addedWatches(
  plan: Pick<RunPlan, 'services' | 'watches'>,
  { targets = {} }: Overrides,
  { samples, asked, workspaceUrls }: Around,
): Watches {
  const known = plan.watches ?? [];
  const names = new Set(known.map(({ label }) => label));
  // Services are named in any case.
  const leftOut = new Set(
    (asked.watch ?? []).flatMap(({ of, source }) => (source === LEFT_OUT ? of.toLowerCase() : [])),
  );
  const sources = new Set(known.map(({ source }) => printWatchSource(source)));
  const onSamples = plan.services.flatMap(({ name }) =>
    Object.hasOwn(samples?.urls ?? {}, name) && !Object.hasOwn(asked.targets ?? {}, name) ? name : [],
  );
  const wanted: Watches = [
    ...(onSamples.length > 0 ? (samples?.watches(onSamples) ?? []) : []),
    ...plan.services.flatMap(({ name, url }) => {
      const source = workspaceUrls.watches?.get(targets[name] ?? url);
      return source === undefined ? [] : [{ of: name, source }];
    }),
  ];
  const added = wanted.filter(({ of, source }) => {
    if (names.has(of) || leftOut.has(of.toLowerCase()) || sources.has(source)) return false;
    // Several services may be one process.
    sources.add(source);
    return true;
  });
  return known.length + added.length <= MAX_WATCHES ? added : [];
}
