import type { Endpoint } from './endpoint.ts';
import { decoded } from './fields.ts';

/** Where a request leads. */
type Route =
  | { readonly found: Endpoint; readonly rest: string }
  | { readonly allowed: readonly string[] }
  | undefined;

/** Finds endpoints by path: exact ones by one look-up, the few prefixes by a scan. */
export class Routes {
  readonly #exact = new Map<string, Endpoint[]>();
  readonly #prefixes: readonly Endpoint[];

  constructor(endpoints: readonly Endpoint[]) {
    this.#prefixes = endpoints.filter((endpoint) => endpoint.prefix);
    for (const endpoint of endpoints) {
      if (endpoint.prefix) continue;
      const same = this.#exact.get(endpoint.path);
      if (same === undefined) this.#exact.set(endpoint.path, [endpoint]);
      else same.push(endpoint);
    }
  }

  /** The endpoint for a method and path; the methods allowed when only the path is known; else `undefined`. */
  find(method: string, path: string): Route {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const exact = this.#exact.get(path);
    if (exact !== undefined) return pick(exact, wanted, '');
    const prefixed = this.#prefixes.filter((endpoint) => path.startsWith(endpoint.path));
    const rest = prefixed[0] && decoded(path.slice(prefixed[0].path.length));
    return rest === undefined || rest === '' ? undefined : pick(prefixed, wanted, rest);
  }
}

function pick(endpoints: readonly Endpoint[], method: string, rest: string): Route {
  for (const endpoint of endpoints) if (endpoint.method === method) return { found: endpoint, rest };
  return {
    allowed: endpoints.flatMap((endpoint) => (endpoint.method === 'GET' ? ['GET', 'HEAD'] : ['POST'])),
  };
}
