import { type Result, succeed } from '../../../contract/failure.ts';
import type { Plan } from '../../../contract/plan.ts';
import { readOpenApi } from './openapi-document.ts';
import { isStreamStep, requestLine, stepSites } from './template-sites.ts';

/** How a plan and an API's description fit together (S-76). */
export interface OpenApiCoverage {
  readonly operations: number;
  readonly covered: number;
  /** Described, and asked by no step of the plan. */
  readonly missing: readonly { readonly method: string; readonly path: string }[];
  /** Asked by the plan, and described no more. */
  readonly gone: readonly {
    readonly className: string;
    readonly place: string;
    readonly method: string;
    readonly path: string;
  }[];
}

/**
 * Compares a plan with an OpenAPI document, by method and path. A placeholder stands for any one segment; base paths
 * of the servers and of the plan's services are taken off before.
 * @param only names of the services the document describes; absent: all
 */
export function compareWithOpenApi(
  plan: Plan,
  openApiText: string,
  only: readonly string[] = Object.keys(plan.services),
): Result<OpenApiCoverage> {
  const read = readOpenApi(openApiText);
  if (!read.ok) return read;
  const servers = read.value.operations().flatMap((operation) => read.value.serversOf(operation));
  const bases = [...new Set([...read.value.servers(), ...servers].map((server) => pathname(server)))];
  const operations = read.value.operations().map(({ method, path }) => ({ method, path, seen: false }));
  const gone: OpenApiCoverage['gone'][number][] = [];
  for (const [className, spec] of Object.entries(plan.classes)) {
    for (const { path: place, step } of stepSites(spec, [])) {
      const service = place[0] === 'setup' ? (spec.setupService ?? spec.service) : spec.service;
      // OpenAPI describes requests; an event stream may be one of them, a WebSocket is none.
      if (!only.includes(service) || isStreamStep(step)) continue;
      const { method, target } = requestLine(step);
      const whole = pathname(plan.services[service]?.url ?? '') + bare(target);
      const found = operations.filter((one) => one.method === method && fits(whole, one.path, bases));
      for (const one of found) one.seen = true;
      if (found.length === 0)
        gone.push({ className, place: place.join('.'), method: method.toUpperCase(), path: bare(target) });
    }
  }
  const missing = operations.filter((one) => !one.seen);
  return succeed({
    operations: operations.length,
    covered: operations.length - missing.length,
    missing: missing.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
    gone,
  });
}

function fits(asked: string, described: string, bases: readonly string[]): boolean {
  const candidates = ['', ...bases].map((base) => segments(base + described));
  const own = segments(asked);
  return candidates.some(
    (wanted) =>
      wanted.length === own.length && wanted.every((segment, index) => same(own[index] ?? '', segment)),
  );
}

function same(asked: string, described: string): boolean {
  return asked === described || described.includes('{') || asked.includes('{{');
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
