import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { ServiceAddress } from '../../../contract/services.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import {
  checkAddresses,
  checkChosen,
  checkDraft,
  checkHealthPath,
  checkServiceName,
  checkServiceWatch,
  chosenUrl,
  MAX_SERVICES,
  type Service,
} from './service-rules.ts';

/** A service in the bin, and where it stood. */
export interface RemovedService extends Service {
  readonly at: number;
}

/** Everything the user has set up under Services. Values of this type are never changed, only replaced. */
export interface ServiceBook {
  /** In the order they are shown. */
  readonly own: readonly Service[];
  /** The last removed is the last. */
  readonly removed: readonly RemovedService[];
  /** All five, in the order of their ports. */
  readonly builtIn: readonly Service[];
}

/** What can be changed of a service; absent: stays. */
type ServiceChange = Omit<ArgumentOf<'services.change'>, 'id'>;

const MAX_REMOVED = 50;
const MAX_FORMER_NAMES = 20;

/** The built-in workspace (S-02): where presets go, until the user says otherwise. */
const BUILT_IN: readonly Service[] = (
  [
    ['gateway', 8000],
    ['streaming', 8001],
    ['auth', 8010],
    ['entitlements', 8011],
    ['metrics', 8012],
  ] as const
).map(([name, port]) => ({
  id: name,
  name,
  formerNames: [],
  addresses: [{ label: 'local', url: `http://localhost:${port}` }],
  chosen: 0,
  healthPath: '/health',
}));

export const EMPTY_BOOK: ServiceBook = { own: [], removed: [], builtIn: BUILT_IN };

export function addService(book: ServiceBook, draft: ArgumentOf<'services.add'>): Result<ServiceBook> {
  if (book.own.length >= MAX_SERVICES) return fail(TOO_MANY);
  const checked = checkDraft(draft, namesOf(book.own));
  if (!checked.ok) return checked;
  const service: Service = { ...checked.value, id: freeId(book), formerNames: [] };
  return succeed({ ...book, own: [...book.own, service] });
}

/** @returns failures of `service-rules.ts`, `services.unknown`, and `services.built_in` for the name of a built-in one */
export function changeService(book: ServiceBook, id: string, change: ServiceChange): Result<ServiceBook> {
  const known = find(book, id);
  if (!known.ok) return known;
  const before = known.value;
  const isBuiltIn = book.builtIn.includes(before);
  const changed = changedService(
    before,
    change,
    isBuiltIn ? [] : namesOf(book.own.filter((one) => one !== before)),
  );
  if (!changed.ok) return changed;
  if (isBuiltIn && changed.value.name !== before.name) return fail(namesAreFixed(before.name));
  const replaced = (list: readonly Service[]) => list.map((one) => (one === before ? changed.value : one));
  return succeed({ ...book, own: replaced(book.own), builtIn: replaced(book.builtIn) });
}

/** @param to its new place among the user's own, from 0; behind the last is the last */
export function moveService(book: ServiceBook, id: string, to: number): Result<ServiceBook> {
  const known = findOwn(book, id);
  if (!known.ok) return known;
  const others = book.own.filter((one) => one !== known.value);
  return succeed({ ...book, own: others.toSpliced(to, 0, known.value) });
}

/** Into the bin, where it keeps everything. */
export function removeService(book: ServiceBook, id: string): Result<ServiceBook> {
  const known = findOwn(book, id);
  if (!known.ok) return known;
  const at = book.own.indexOf(known.value);
  const removed = [...book.removed, { ...known.value, at }].slice(-MAX_REMOVED);
  return succeed({ ...book, own: book.own.toSpliced(at, 1), removed });
}

/** Out of the bin, to where it stood. @returns failure where another service has its name now */
export function restoreService(book: ServiceBook, id: string): Result<ServiceBook> {
  const found = book.removed.find((one) => one.id === id);
  if (found === undefined) return fail(unknown(id));
  if (book.own.length >= MAX_SERVICES) return fail(TOO_MANY);
  const name = checkServiceName(found.name, namesOf(book.own));
  if (!name.ok) return name;
  const { at, ...service } = found;
  return succeed({
    ...book,
    own: book.own.toSpliced(at, 0, service),
    removed: book.removed.filter((one) => one !== found),
  });
}

/** Whether a built-in service goes elsewhere than where it goes by itself. */
export function isMoved(service: Service): boolean {
  const original = BUILT_IN.find((one) => one.id === service.id);
  return original !== undefined && chosenUrl(original) !== chosenUrl(service);
}

/** The same in all there is to set. */
export function isOriginal(service: Service): boolean {
  const original = BUILT_IN.find((one) => one.id === service.id);
  return JSON.stringify(original) === JSON.stringify(service);
}

function changedService(before: Service, change: ServiceChange, taken: readonly string[]): Result<Service> {
  const name = change.service === undefined ? succeed(before.name) : checkServiceName(change.service, taken);
  if (!name.ok) return name;
  const addresses = changedAddresses(before, change.addresses);
  if (!addresses.ok) return addresses;
  const chosen = checkChosen(change.chosen ?? chosenIn(before, addresses.value), addresses.value);
  if (!chosen.ok) return chosen;
  const path =
    change.healthPath === undefined ? succeed(before.healthPath) : checkHealthPath(change.healthPath);
  if (!path.ok) return path;
  const watch = checkServiceWatch(change.watch ?? before.watch);
  if (!watch.ok) return watch;
  return succeed({
    id: before.id,
    name: name.value,
    formerNames: formerNames(before, name.value),
    addresses: addresses.value,
    chosen: chosen.value,
    healthPath: path.value,
    ...watch.value,
  });
}

function changedAddresses(
  before: Service,
  drafts: readonly ServiceAddress[] | undefined,
): Result<readonly ServiceAddress[]> {
  if (drafts === undefined) return succeed(before.addresses);
  const original = BUILT_IN.find((one) => one.id === before.id);
  return drafts.length === 0 && original !== undefined ? succeed(original.addresses) : checkAddresses(drafts);
}

/** The address that was chosen stays so, wherever it stands now. */
function chosenIn(before: Service, addresses: readonly ServiceAddress[]): number {
  const url = chosenUrl(before);
  const label = before.addresses[before.chosen]?.label;
  const same = addresses.findIndex((one) => one.url === url);
  return Math.max(0, same === -1 ? addresses.findIndex((one) => one.label === label) : same);
}

function formerNames({ name, formerNames: known }: Service, now: string): readonly string[] {
  if (name === now) return known;
  return [...known.filter((one) => one !== now && one !== name), name].slice(-MAX_FORMER_NAMES);
}

function find(book: ServiceBook, id: string): Result<Service> {
  const found = [...book.own, ...book.builtIn].find((one) => one.id === id);
  return found === undefined ? fail(unknown(id)) : succeed(found);
}

function findOwn(book: ServiceBook, id: string): Result<Service> {
  const found = find(book, id);
  return found.ok && book.builtIn.includes(found.value) ? fail(staysInPlace(found.value.name)) : found;
}

function namesOf(services: readonly Service[]): string[] {
  return services.map(({ name }) => name);
}

/** Never one that was in use: what remembers an id must not find another service. */
function freeId({ own, removed }: ServiceBook): string {
  const numbers = [...own, ...removed].map(({ id }) => Number(/^service-(\d+)$/.exec(id)?.[1] ?? 0));
  return `service-${Math.max(0, ...numbers) + 1}`;
}

function unknown(id: string): Failure {
  return testFailure(
    'services.unknown',
    `There is no service ${JSON.stringify(id.slice(0, 60))}.`,
    'It may have been removed in another window; open Services to see what there is.',
  );
}

function namesAreFixed(name: string): Failure {
  return testFailure(
    'services.built_in',
    `${name} keeps its name, because presets refer to it.`,
    'Add a service of your own under any name.',
  );
}

function staysInPlace(name: string): Failure {
  return testFailure(
    'services.built_in',
    `${name} is built in: its addresses can be changed, but it cannot be moved or removed.`,
    'Add services of your own for anything else.',
  );
}

const TOO_MANY = testFailure(
  'services.too_many',
  `There are ${MAX_SERVICES} services, which is the most that can be stored.`,
  'Remove one first.',
);
