import type { DocumentedServers } from '../../../../../contract/plan-editing.ts';
import type { ServiceAddress } from '../../../../../contract/services.ts';
import { checkServiceUrl } from '../../compile/service-url.ts';
import type { OpenApiDocument, Operation } from './openapi-document.ts';

const MAX_ADDRESSES = 20;
const MAX_LABEL = 40;

/**
 * The addresses an operation can be asked at, each once, as the document names them; those that are a path or have an
 * unknown scheme are none.
 */
export function addressesOf(document: OpenApiDocument, operation: Operation): ServiceAddress[] {
  const names = document.serverNames();
  const found = new Map<string, ServiceAddress>();
  for (const server of document.serversOf(operation)) {
    const url = checkServiceUrl(server);
    if (!url.ok || found.has(url.value)) continue;
    const label = labelOf(names.get(server) ?? '', [...found.values()]);
    found.set(url.value, { label, url: url.value });
  }
  return [...found.values()].slice(0, MAX_ADDRESSES);
}

/** What an import offers besides the addresses its plan has. */
export function otherServers(known: ReadonlyMap<string, readonly ServiceAddress[]>): DocumentedServers[] {
  return [...known]
    .filter(([, addresses]) => addresses.length > 1)
    .map(([service, addresses]) => ({ service, addresses }));
}

/** One sentence for each service with a choice. */
export function serverNotes(servers: readonly DocumentedServers[]): string[] {
  return servers.map(({ service, addresses }) => {
    const [first, ...others] = addresses.map(({ url }) => url);
    return `The document names ${addresses.length} addresses of ${service}: the plan calls ${first}; the others are ${others.join(', ')}.`;
  });
}

/** A short word of the description, as a label of an address may be; empty: none. */
function labelOf(description: string, others: readonly ServiceAddress[]): string {
  const label = description
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} _.\-/:]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const isLabel = label.length <= MAX_LABEL && /^[\p{L}\p{N}]/u.test(label);
  const isTaken = others.some((one) => one.label.toLowerCase() === label.toLowerCase());
  return isLabel && !isTaken ? label : '';
}
