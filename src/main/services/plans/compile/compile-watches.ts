import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { freeName } from '../../../../contract/keys.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import { hideInAddresses } from '../../../../contract/token-shape.ts';
import {
  isPrometheus,
  LEFT_OUT,
  MAX_WATCHES,
  parseWatchSource,
  printWatchSource,
  SAMPLE_WATCHES,
  shortWatchSource,
  type Watch,
  type WatchSource,
} from '../../../../contract/watch.ts';
import { checkSource, tooMany } from '../check/check-watches.ts';
import { suggestion } from '../text/plan-issues.ts';
import { watchSitesOf } from '../text/watch-sites.ts';

/** A plan before and after its classes were selected. */
interface Selected {
  readonly whole: Pick<Plan, 'services'>;
  readonly chosen: Pick<Plan, 'services' | 'values' | 'watch'>;
}

type Wanted = Pick<Watch, 'source'> & { readonly of: string };

/**
 * What is watched in a run: the watches of the plan, those of services that were not selected left out; then those it was
 * started with, which take the place of the plan's of their name, or leave them out. What somebody asks for by name is watched in
 * any case.
 * @returns fails where one it was started with cannot be read or names what is not there, and where they are too many
 */
export function compileWatches(
  { whole, chosen }: Selected,
  { watch: asked = [], only = [] }: Pick<Overrides, 'watch' | 'only'>,
): Result<readonly Watch[]> {
  const named = (of: string) => serviceMeant(of, Object.keys(whole.services)) ?? of;
  const told = askedFor(asked, { named, chosen });
  if (!told.ok) return told;
  const { typed, leftOut } = told.value;
  const replaced = new Set([...typed.map(({ of }) => of), ...leftOut]);
  const isLeftOut = (of: string) =>
    only.length > 0 && Object.hasOwn(whole.services, of) && !Object.hasOwn(chosen.services, of);
  const planned = watchSitesOf(chosen.watch).map((site) => ({ ...site, of: named(site.of) }));
  const known = new Set([...Object.keys(whole.services), ...planned.map(({ of }) => of)]);
  const unknown = leftOut.find((of) => !known.has(of) && !BY_ITSELF.includes(of));
  if (unknown !== undefined)
    return fail(notHere(unknown, `nothing of that name is watched${suggestion(unknown, [...known])}`));
  const kept = planned.filter(({ of }) => !replaced.has(of) && !isLeftOut(of));
  const wanted: readonly Wanted[] = [...kept, ...typed];
  if (wanted.length > MAX_WATCHES)
    return fail(testFailure('plan.override', `--watch cannot be used here: ${tooMany(wanted.length)}`));
  return succeed(labelled(wanted, chosen.services));
}

/** Names that only a run on the sample services watches: elsewhere there is nothing to leave out. */
const BY_ITSELF: readonly string[] = Object.values(SAMPLE_WATCHES);

interface AskedFor {
  readonly typed: readonly Wanted[];
  /** Names of what is not watched. */
  readonly leftOut: readonly string[];
}

/** What a run was started to watch, and what not to. */
function askedFor(
  asked: NonNullable<Overrides['watch']>,
  { named, chosen }: Pick<Selected, 'chosen'> & { named(of: string): string },
): Result<AskedFor> {
  const typed: Wanted[] = [];
  const leftOut = asked.flatMap(({ of, source }) => (source === LEFT_OUT ? named(of) : []));
  for (const { of: word, source } of asked) {
    const of = named(word);
    if (source === LEFT_OUT) continue;
    if (leftOut.includes(of)) return fail(notHere(of, 'it is both left out and watched'));
    const read = parseWatchSource(source);
    if (!read.ok) return fail(notHere(of, read.failure.message, read.failure.hint));
    const [issue] = checkSource(read.value, [], chosen.values ?? {});
    if (issue !== undefined) return fail(notHere(of, issue.message));
    if (typed.some((one) => one.of === of && same(one.source, read.value)))
      return fail(notHere(of, `${hideInAddresses(source).slice(0, 120)} is given twice`));
    typed.push({ of, source: read.value });
  }
  return succeed({ typed, leftOut });
}

/** The service of this name, in any case: as options name services. */
function serviceMeant(of: string, services: readonly string[]): string | undefined {
  if (services.includes(of)) return of;
  return services.find((name) => name.toLowerCase() === of.toLowerCase());
}

function same(one: WatchSource, other: WatchSource): boolean {
  return printWatchSource(one) === printWatchSource(other);
}

/** The first of a name is called by it, the others by their source as well: of two pages of one host, by their path. */
function labelled(wanted: readonly Wanted[], services: Plan['services']): Watch[] {
  const names = new Set(wanted.map(({ of }) => of));
  const taken = new Set<string>();
  return wanted.map(({ of, source }) => {
    const isFree = (name: string) => !taken.has(name) && !names.has(name);
    const called = `${of} ${shortWatchSource(source)}`;
    const label = !taken.has(of)
      ? of
      : freeName(isFree(called) ? called : `${called}${pathOf(source)}`, isFree);
    taken.add(label);
    return { label, service: Object.hasOwn(services, of) ? of : null, source };
  });
}

/** Of its address, as it is written; neither user nor query, which may hold a secret. */
function pathOf(source: WatchSource): string {
  if (!isPrometheus(source)) return '';
  return /^https?:\/\/[^/?#]*(\/[^?#]*)/i.exec(source.url)?.[1]?.slice(0, 80) ?? '';
}

function notHere(of: string, why: string, hint = ''): Failure {
  return testFailure('plan.override', `--watch ${of} cannot be used here: ${why}`, hint);
}
