import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { VisualEdit } from '../../../../contract/plan-editing.ts';
import type { ServiceRow } from '../../../../contract/services.ts';
import { dropEdits, putEdits } from '../fields/plan-data.ts';
import { renameServiceEdits } from './plan-classes.ts';

/** Something a service of a plan can be aimed at with one click. */
export interface AddressOffer {
  readonly key: string;
  readonly text: string;
  readonly detail: string;
  readonly edits: (data: unknown) => readonly VisualEdit[];
}

/**
 * What the user's services offer for a service of a plan: to follow one of them, whichever address is chosen when the
 * plan runs, or to write one of its addresses into the plan.
 */
export function addressOffers(data: unknown, name: string, own: readonly ServiceRow[]): AddressOffer[] {
  const taken = Object.keys(recordOf(valueAt(data, ['services'])));
  return own.flatMap((row): AddressOffer[] => [
    ...(row.service === name || !taken.includes(row.service) ? [followOffer(name, row)] : []),
    ...row.addresses.map(({ label, url }) => ({
      key: `${row.id} ${url}`,
      text: url,
      detail: `${row.service} · ${label}`,
      edits: (then: unknown) => putEdits(then, ['services', name, 'url'], url),
    })),
  ]);
}

/** What a new service of the plan can follow: services of the user that are not in it yet. */
export function serviceOffers(data: unknown, own: readonly ServiceRow[]): AddressOffer[] {
  const taken = Object.keys(recordOf(valueAt(data, ['services'])));
  return own
    .filter(({ service }) => !taken.includes(service))
    .map(({ id, service, url, healthPath }) => {
      const value = healthPath === null ? {} : { health: healthPath };
      const edits = (then: unknown) => putEdits(then, ['services', service], value);
      return { key: id, text: service, detail: url, edits };
    });
}

/** A service follows by name and without an address: it takes the name of the one it follows. */
function followOffer(name: string, { id, service }: ServiceRow): AddressOffer {
  const edits = (data: unknown) => [
    ...dropEdits(data, ['services', name, 'url'], 2),
    ...renameServiceEdits(data, name, service),
  ];
  return { key: id, text: `Follow ${service}`, detail: 'its chosen address', edits };
}

/** Services of the plan that have an address of the user's, and whose that is. */
export function servicesAtHand(
  data: unknown,
  own: readonly ServiceRow[],
): readonly { readonly name: string; readonly row: ServiceRow }[] {
  return Object.entries(recordOf(valueAt(data, ['services']))).flatMap(([name, spec]) => {
    const url = textOf(recordOf(spec).url).replace(/\/+$/, '');
    const row = own.find(({ addresses }) => addresses.some((one) => one.url === url));
    return row === undefined ? [] : [{ name, row }];
  });
}
