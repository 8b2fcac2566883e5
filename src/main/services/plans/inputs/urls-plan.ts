import type { AddressRequest } from '../../../../contract/address-request.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { freeName, heldOrMade } from '../../../../contract/keys.ts';
import type { Overrides } from '../../../../contract/plan.ts';
import { hideInAddresses } from '../../../../contract/token-shape.ts';
import { errorRateOfEndpoints } from '../check/usual-error-rate.ts';
import { freeTaskName, PlanDraft, type TaskInput } from '../import/plan-draft.ts';
import { printUnfolded } from '../text/print-plan.ts';
import { addressStep, limitsOf } from './address-step.ts';
import { loadOfRequests, readAddress, type UrlPlan } from './url-plan.ts';

/** One of several addresses that are loaded together. */
interface Endpoint {
  readonly url: string;
  readonly request?: AddressRequest | undefined;
}

interface Group {
  /** Name of the service. */
  readonly service: string;
  readonly origin: string;
  readonly tasks: Record<string, TaskInput>;
}

/**
 * Writes the plan of several http addresses: each is asked as often as the others, by users without think time or at a
 * rate. One class for each origin; endpoints are reported by path, and with their method where two have one path.
 * @returns failures as `planOfUrl`; `plan.request` where one of them is not asked with requests
 */
export function planOfUrls(endpoints: readonly Endpoint[], overrides: Overrides): Result<UrlPlan> {
  const { sse = false, message, reply, subscribe, connections } = overrides;
  if (sse || [message, reply, subscribe, connections].some((option) => option !== undefined))
    return fail(ONLY_REQUESTS);
  const draft = new PlanDraft();
  const groups = new Map<string, Group>();
  const names = new Set<string>();
  for (const endpoint of endpoints) {
    const failure = addEndpoint(endpoint, { draft, groups, names });
    if (failure !== null) return fail(failure);
  }
  const services = [...groups.values()];
  const hosts = services.map(({ origin }) => new URL(origin).host).join(', ');
  const text = printUnfolded({
    plimsoll: 1,
    name: `${hosts.slice(0, 150)} (${endpoints.length} endpoints)`,
    services: Object.fromEntries(services.map(({ service, origin }) => [service, { url: origin }])),
    classes: Object.fromEntries(
      services.map(({ service, tasks }) => [
        services.length === 1 ? 'url' : `user of ${service}`,
        // As many users for an origin as it has endpoints.
        { service, ...(services.length > 1 && { weight: Object.keys(tasks).length }), tasks },
      ]),
    ),
    ...loadOfRequests(overrides),
    ...limitsOf(endpoints.map(({ request = {} }) => request)),
    thresholds: services.map(({ service }) => errorRateOfEndpoints(service)),
  });
  return succeed({ ...draft.found, text, overrides });
}

interface Collected {
  readonly draft: PlanDraft;
  readonly groups: Map<string, Group>;
  /** Of endpoints, by service. */
  readonly names: Set<string>;
}

function addEndpoint({ url, request = {} }: Endpoint, { draft, groups, names }: Collected): Failure | null {
  const address = readAddress(url);
  if (!address.ok) return address.failure;
  const { parsed, origin } = address.value;
  if (!/^https?:$/.test(parsed.protocol)) return ONLY_REQUESTS;
  const step = addressStep(parsed, request, draft);
  if (!step.ok) return step.failure;
  const { method, path, headers, rest } = step.value;
  const group = heldOrMade(groups, origin, () => ({ service: draft.service(origin), origin, tasks: {} }));
  const pathname = hideInAddresses(parsed.pathname).slice(0, 100);
  const long = `${method.toUpperCase()} ${pathname}`;
  // With the method before it where two have one path, else with a number behind.
  const isFree = (one: string) => !names.has(`${group.service} ${one}`);
  const name = isFree(pathname) ? pathname : freeName(long, isFree);
  names.add(`${group.service} ${name}`);
  group.tasks[freeTaskName(long, group.tasks)] = {
    [method]: path,
    name,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...rest,
  };
  return null;
}

const ONLY_REQUESTS = testFailure(
  'plan.request',
  'several addresses can be loaded together with requests only',
  'Load a WebSocket or an event stream by itself, or write a plan.',
);
