import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type CapacitySearchPlan, givenTo } from '../../../contract/capacity-search.ts';
import { printDuration } from '../../../contract/duration.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { formatNumber } from '../../../contract/format.ts';
import type { Overrides, Plan } from '../../../contract/plan.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import { isPublic } from '../../../workers/engine/connections/guard.ts';
import { requestsPerStart } from '../plans/compile/compile-capacity.ts';
import { guardedNeeds } from '../plans/compile/guarded-needs.ts';
import { boundsRefusal, searchBounds } from '../plans/compile/search-bounds.ts';
import { hostOf } from '../target/health.ts';

/** What a host of the internet bears from a stranger, unless someone says more. */
const PUBLIC_CAPS = { perSecond: 50, connections: 50, durationMs: 600_000 } as const;

/** All addresses of a host; rejects where it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** A resolver that says nothing is not waited for: what does not resolve now is refused by the engine later. */
const RESOLVED_WITHIN_MS = 5_000;

const systemResolve: ResolveHost = async (host) => {
  const late = setTimeout(RESOLVED_WITHIN_MS, [], { ref: false });
  const addresses = await Promise.race([lookup(host, { all: true }), late]);
  return addresses.map(({ address }) => address);
};

/**
 * Hosts of the internet that a run may reach: its services', and, where redirects are followed, all that were allowed.
 * A host that does not resolve now is refused by the engine where it turns out to be one later.
 */
export async function publicHostsOf(
  { services, limits }: RunPlan,
  resolve: ResolveHost = systemResolve,
): Promise<string[]> {
  const hosts = services.map(({ url }) => hostOf(new URL(url)));
  if (limits.followRedirects > 0) hosts.push(...limits.allowedHosts);
  const asked = [...new Set(hosts)].map(async (host) => {
    const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host];
    return addresses.some(isPublic) ? [host] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** The plan as it may go to public hosts, and what of that is printed and kept with the run. */
interface CappedPlan {
  readonly plan: RunPlan;
  readonly remarks: readonly string[];
}

/**
 * Holds a run to what a public host bears: the engine keeps to the rate and the connections, and a plan that is certain
 * to want more is refused before anything is sent. What the plan's limits or the command line say is explicit and holds.
 */
export function capForPublic(
  plan: RunPlan,
  hosts: readonly string[],
  said: { readonly source: Plan; readonly overrides: Overrides },
): Result<CappedPlan> {
  if (hosts.length === 0)
    return succeed({ plan: { ...plan, limits: { ...plan.limits, refusePublic: true } }, remarks: [] });
  const own = said.source.limits ?? {};
  const perSecond = said.overrides.maxRate ?? own.maxRate ?? PUBLIC_CAPS.perSecond;
  const connections = said.overrides.maxConnections ?? own.maxConnections ?? PUBLIC_CAPS.connections;
  const durationMs = said.overrides.maxDurationMs ?? own.maxDuration ?? PUBLIC_CAPS.durationMs;
  const wanted = needsOf(plan);
  const where = hosts.length === 1 ? `${hosts[0]} is a public host` : `${hosts.join(', ')} are public hosts`;
  const refuse = (asks: string, cap: string, hint: string): Result<CappedPlan> =>
    fail({
      code: 'guard.public_cap',
      side: 'guard',
      message: `${where}, and the plan needs ${asks}: more than ${cap}.`,
      hint,
    });
  if (wanted.perSecond > perSecond) {
    const rate = formatNumber(wanted.perSecond);
    return refuse(
      `${rate} requests or messages per second`,
      `${formatNumber(perSecond)} per second`,
      raise('--max-rate', Math.ceil(wanted.perSecond), 'maxRate'),
    );
  }
  if (wanted.connections > connections)
    return refuse(
      `${formatNumber(wanted.connections)} connections`,
      formatNumber(connections),
      raise('--max-connections', wanted.connections, 'maxConnections'),
    );
  if (plan.durationMs > durationMs) {
    const asks = printDuration(plan.durationMs);
    return refuse(
      `a run of ${asks}`,
      printDuration(durationMs),
      raise('--max-duration', asks, 'maxDuration'),
    );
  }
  const limits = { ...plan.limits, maxRatePerSecond: perSecond, maxConnections: connections };
  const { scenarios } = plan;
  const asked = askedOf(plan);
  const beyond = asked === null ? null : boundsRefusal({ scenarios, limits }, asked);
  if (beyond !== null) return fail(beyond);
  const search =
    asked === null ? {} : { capacity: { ...asked, ...searchBounds({ scenarios, limits }, asked) } };
  const raised =
    perSecond > PUBLIC_CAPS.perSecond ||
    connections > PUBLIC_CAPS.connections ||
    durationMs > PUBLIC_CAPS.durationMs;
  const caps = `at most ${formatNumber(perSecond)} requests per second, ${formatNumber(connections)} connections, ${printDuration(durationMs)}`;
  return succeed({
    plan: { ...plan, limits, ...search },
    remarks: [`${where}: ${caps}${raised ? ' (raised on request)' : ''}`],
  });
}

function raise(option: string, to: number | string, key: string): string {
  return `Reduce the load; or, if its owner agrees, raise it with ${option} ${to}, or ${key} in the limits of the plan.`;
}

/** Of a plan as it is written, and of the highest load that a search of it may order. */
function needsOf(plan: RunPlan): ReturnType<typeof guardedNeeds> {
  const [written, searched] = [guardedNeeds(plan), searchNeeds(plan)];
  return {
    perSecond: written.perSecond + searched.perSecond,
    connections: written.connections + searched.connections,
  };
}

/** A search as somebody asked for it: what followed from the run's own caps follows from these in its stead. */
function askedOf({ capacity }: RunPlan): CapacitySearchPlan | null {
  if (capacity?.toCap === undefined) return capacity ?? null;
  const { toCap: _cap, toGiven: _given, ...asked } = capacity;
  return { ...asked, to: givenTo(capacity) };
}

/** The highest load that a search is told of; one that is told of none keeps within the caps by itself. */
function searchNeeds(plan: RunPlan): { perSecond: number; connections: number } {
  const asked = askedOf(plan);
  if (asked === null) return { perSecond: 0, connections: 0 };
  const highest = Math.max(asked.from ?? 0, asked.to ?? 0);
  return asked.by === 'rate'
    ? { perSecond: highest * requestsPerStart(plan, asked), connections: 0 }
    : { perSecond: 0, connections: highest };
}
