import { type Data, isRecord, listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { VisualEdit } from '../../../../contract/plan-editing.ts';
import { appendEdits, freeName, putEdits } from '../fields/plan-data.ts';
import { missingEdits } from './plan-classes.ts';

/**
 * Edits that bring an imported plan into one that is there: its services (one of the same address is the same service),
 * its classes (their tasks go to a class of that service, where there is one), its values and limits; its load and
 * thresholds only where the plan has none of its own.
 */
export function mergeEdits(data: unknown, imported: unknown): VisualEdit[] {
  const services = matchServices(data, imported);
  return [
    ...serviceEdits(imported, services),
    // A value or limit of that name stays what it is: the plan was there first.
    ...missingEdits(data, imported, 'values'),
    ...classEdits(data, imported, services),
    ...(valueAt(data, ['load']) === undefined && !hasClasses(data)
      ? putEdits(data, ['load'], valueAt(imported, ['load']))
      : []),
    ...thresholdEdits(data, imported, services),
    ...missingEdits(data, imported, 'limits'),
  ];
}

/** Name of an imported service to its name in the plan. */
type ServiceNames = ReadonlyMap<string, { readonly name: string; readonly isNew: boolean }>;

function matchServices(data: unknown, imported: unknown): ServiceNames {
  const known = Object.entries(recordOf(valueAt(data, ['services'])));
  const taken = known.map(([name]) => name);
  const names = new Map<string, { name: string; isNew: boolean }>();
  for (const [name, spec] of Object.entries(recordOf(valueAt(imported, ['services'])))) {
    const url = textOf(recordOf(spec).url);
    const same = known.find(([, other]) => bare(textOf(recordOf(other).url)) === bare(url));
    if (same !== undefined) names.set(name, { name: same[0], isNew: false });
    else {
      const free = freeName(name, taken);
      taken.push(free);
      names.set(name, { name: free, isNew: true });
    }
  }
  return names;
}

function bare(url: string): string {
  return url.replace(/\/+$/, '').toLowerCase();
}

function serviceEdits(imported: unknown, services: ServiceNames): VisualEdit[] {
  return [...services].flatMap(([from, { name, isNew }]): VisualEdit[] =>
    isNew ? [{ op: 'set', path: ['services', name], value: valueAt(imported, ['services', from]) }] : [],
  );
}

function classEdits(data: unknown, imported: unknown, services: ServiceNames): VisualEdit[] {
  const known = Object.entries(recordOf(valueAt(data, ['classes'])));
  const taken = known.map(([name]) => name);
  return Object.entries(recordOf(valueAt(imported, ['classes']))).flatMap(([name, value]) => {
    const spec = recordOf(value);
    const service = services.get(textOf(spec.service))?.name ?? textOf(spec.service);
    const home = known.find(([, other]) => takesTasks(recordOf(other), service));
    if (home !== undefined && isRecord(spec.tasks)) return taskEdits(home, spec.tasks);
    const free = freeName(name, taken);
    taken.push(free);
    return [{ op: 'set', path: ['classes', free], value: { ...spec, service } } satisfies VisualEdit];
  });
}

function takesTasks(spec: Data, service: string): boolean {
  return spec.service === service && isRecord(spec.tasks);
}

function taskEdits([home, spec]: readonly [string, unknown], tasks: Data): VisualEdit[] {
  const taken = Object.keys(recordOf(recordOf(spec).tasks));
  return Object.entries(tasks).map(([name, value]) => {
    const free = freeName(name, taken);
    taken.push(free);
    return { op: 'set', path: ['classes', home, 'tasks', free], value };
  });
}

function thresholdEdits(data: unknown, imported: unknown, services: ServiceNames): VisualEdit[] {
  const known = listOf(valueAt(data, ['thresholds'])).map((row) => textOf(recordOf(row).service));
  const rows = listOf(valueAt(imported, ['thresholds'])).flatMap((value) => {
    const row = recordOf(value);
    const service = services.get(textOf(row.service))?.name ?? textOf(row.service);
    return known.includes(service) ? [] : [{ ...row, service }];
  });
  return appendEdits(data, ['thresholds'], ...rows);
}

function hasClasses(data: unknown): boolean {
  const own = Object.keys(recordOf(valueAt(data, ['classes']))).length;
  return own + Object.keys(recordOf(valueAt(data, ['use', 'classes']))).length > 0;
}
