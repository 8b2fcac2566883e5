import { fail, type Result, succeed, testFailure } from '../../../../../contract/failure.ts';
import type { Plan } from '../../../../../contract/plan.ts';
import type { OpenApiCoverage } from '../../../../../contract/plan-editing.ts';
import { streamOfStep } from '../../../../protocols/protocols.ts';
import { requestLine, stepSites } from '../../text/template-sites.ts';
import { type OpenApiDocument, readOpenApi } from './openapi-document.ts';

/** A document, where it is from, and the services it is said to describe. */
export interface Description {
  readonly text: string;
  /** Its address; absent: a file. */
  readonly source?: string | undefined;
  /** Absent: those at its servers. */
  readonly services?: readonly string[] | undefined;
}

/**
 * Holds a plan against a description of an API: which endpoints it never asks, and which it asks that are gone.
 * @returns failures `plan.no_service`, and those of a document that cannot be read
 */
export function coverageOf(plan: Plan, { text, source, services }: Description): Result<OpenApiCoverage> {
  const known = Object.keys(plan.services);
  const stranger = services?.find((name) => !known.includes(name));
  if (stranger !== undefined)
    return fail(
      testFailure(
        'plan.no_service',
        `${stranger} is not a service of the plan.`,
        `It has ${known.join(', ')}.`,
      ),
    );
  const read = readOpenApi(text);
  if (!read.ok) return read;
  const described = services ?? describedServices(plan, read.value, source);
  const covered = compare(plan, read.value, described ?? known);
  return succeed(described === null && known.length > 1 ? { ...covered, isGuessed: true } : covered);
}

/**
 * The services of a plan that a document describes: those at an address that it names as a server, or that it was fetched
 * from; null, where none is (a copy that runs elsewhere, a document without servers).
 */
function describedServices(
  plan: Pick<Plan, 'services'>,
  document: OpenApiDocument,
  source: string | undefined,
): readonly string[] | null {
  const named = serversIn(document);
  // Without servers, a document describes where it comes from.
  const servers = named.length === 0 && source !== undefined ? [source] : named;
  const origins = new Set(servers.flatMap((server) => originOf(server, source)));
  const names = Object.entries(plan.services).flatMap(([name, { url }]) =>
    originOf(url ?? '').some((origin) => origins.has(origin)) ? [name] : [],
  );
  return names.length > 0 ? names : null;
}

function serversIn(document: OpenApiDocument): string[] {
  return [
    ...document.servers(),
    ...document.operations.flatMap((operation) => document.serversOf(operation)),
  ];
}

/** One name for all names of this machine; WebSockets are at the address of their service. */
function originOf(address: string, base?: string): string[] {
  if (!URL.canParse(address, base)) return [];
  const { protocol, hostname, port } = new URL(address, base);
  const secure = /^(https|wss):$/.test(protocol);
  const host = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? 'localhost' : hostname;
  return [`${host}:${port || (secure ? '443' : '80')}`];
}

/**
 * Compares a plan with an OpenAPI document, by method and path. A placeholder stands for any one segment; base paths
 * of the servers and of the plan's services are taken off before.
 * @param only names of the services the document describes
 */
function compare(plan: Plan, document: OpenApiDocument, only: readonly string[]): OpenApiCoverage {
  const bases = [...new Set(serversIn(document).map((server) => pathname(server)))];
  const operations = document.operations.map(({ method, path }) => ({ method, path, seen: false }));
  const gone: OpenApiCoverage['gone'][number][] = [];
  for (const [className, spec] of Object.entries(plan.classes)) {
    for (const { path: place, step } of stepSites(spec, [])) {
      const service = place[0] === 'setup' ? (spec.setupService ?? spec.service) : spec.service;
      // OpenAPI describes requests; an event stream may be one of them, a WebSocket is none.
      if (!only.includes(service) || streamOfStep(step) !== null) continue;
      const { method, target } = requestLine(step);
      const whole = pathname(plan.services[service]?.url ?? '') + bare(target);
      const found = operations.filter((one) => one.method === method && fits(whole, one.path, bases));
      for (const one of found) one.seen = true;
      if (found.length === 0)
        gone.push({ className, place: place.join('.'), method: method.toUpperCase(), path: bare(target) });
    }
  }
  const missing = operations.filter((one) => !one.seen);
  return {
    services: only,
    operations: operations.length,
    covered: operations.length - missing.length,
    missing: missing.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
    gone,
  };
}

function fits(asked: string, described: string, bases: readonly string[]): boolean {
  const candidates = ['', ...bases].map((base) => segments(base + described));
  const own = segments(asked);
  const isSame = (wanted: string, given = '') =>
    given === wanted || wanted.includes('{') || given.includes('{{');
  return candidates.some(
    (wanted) => wanted.length === own.length && wanted.every((segment, at) => isSame(segment, own[at])),
  );
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function bare(target: string): string {
  return target.split('?')[0] ?? target;
}

/** Path of an address, or the path it already is; empty for none. */
function pathname(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url.startsWith('/') ? url : '';
  return path.replace(/\/+$/, '');
}
