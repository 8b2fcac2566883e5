import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { ServiceAddress } from '../../../contract/services.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import { parseWatchSource, printWatchSource } from '../../../contract/watch.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import { checkServiceUrl } from '../plans/compile/service-url.ts';

/** A service as it is kept. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** What it was called before, the latest last: plans that follow it by an old name still find it. */
  readonly formerNames: readonly string[];
  /** At least one. */
  readonly addresses: readonly ServiceAddress[];
  /** Index into `addresses`. */
  readonly chosen: number;
  /** Null: not health-checked, only whether it accepts a connection. */
  readonly healthPath: string | null;
  /** What is watched in every run that goes there, as a line; absent: nothing. */
  readonly watch?: string;
}

/** What the user enters for a service. */
type ServiceDraft = ArgumentOf<'services.add'>;

export const MAX_SERVICES = 200;
const MAX_ADDRESSES = 20;
const MAX_NAME = 120;
const MAX_LABEL = 40;
const MAX_PATH = 500;
const MAX_URL = 2_048;
/** As plans name services: what a table can show and a command line can take. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} _.\-/{}:]*$/u;

/**
 * A name as it will be kept: trimmed, composed (NFC).
 * @param taken names that other services have
 * @returns failure `services.bad_name` or `services.name_taken`
 */
export function checkServiceName(text: string, taken: readonly string[]): Result<string> {
  const name = text.normalize('NFC').trim();
  if (name === '') return badName('A service needs a name.');
  if (name.length > MAX_NAME)
    return badName(`The name ${shown(name)} has ${name.length} characters; at most ${MAX_NAME} are allowed.`);
  if (!NAME.test(name)) return badName(`A service cannot be called ${shown(name)}.`);
  const same = taken.find((one) => one.toLowerCase() === name.toLowerCase());
  if (same === undefined) return succeed(name);
  return refuse(
    'services.name_taken',
    `There is already a service ${shown(same)}.`,
    'Choose another name, or give that service another address.',
  );
}

/**
 * Addresses as they will be kept: each with a label, none twice.
 * @returns failure `services.bad_url`, `services.bad_label` or `services.bad_addresses`
 */
export function checkAddresses(drafts: readonly ServiceAddress[]): Result<ServiceAddress[]> {
  if (drafts.length === 0) return badAddresses('A service needs an address.');
  if (drafts.length > MAX_ADDRESSES) return badAddresses(`A service has ${MAX_ADDRESSES} addresses at most.`);
  const addresses: ServiceAddress[] = [];
  for (const draft of drafts) {
    if (draft.url.length > MAX_URL)
      return badAddresses(`An address has ${MAX_URL.toLocaleString('en')} characters at most.`);
    const url = checkServiceUrl(draft.url.trim());
    if (!url.ok)
      return fail({ ...url.failure, code: 'services.bad_url', message: `${url.failure.message}.` });
    if (addresses.some((one) => one.url === url.value))
      return badAddresses(`The address ${shown(url.value)} appears twice.`);
    const label = checkLabel(draft.label, url.value, addresses);
    if (!label.ok) return label;
    addresses.push({ label: label.value, url: url.value });
  }
  return succeed(addresses);
}

/** @returns null for none; failure `services.bad_path` */
export function checkHealthPath(text: string | null | undefined): Result<string | null> {
  const path = (text ?? '').trim();
  if (path === '') return succeed(null);
  const fits = path.startsWith('/') && path.length <= MAX_PATH && !/[\s\p{Cc}#{}]/u.test(path);
  if (fits && URL.canParse(path, 'http://localhost')) return succeed(path);
  return refuse(
    'services.bad_path',
    `The health path ${shown(path)} is not a path.`,
    'Write one such as /health, or leave it empty to check only for a connection.',
  );
}

/**
 * What is watched, as it will be kept: it is stored as it stands, so it holds no credentials.
 * @returns an object with nothing in it where nothing is watched; failure `services.bad_watch`
 */
export function checkServiceWatch(text: string | undefined): Result<Pick<Service, 'watch'>> {
  const entered = (text ?? '').trim();
  if (entered === '') return succeed({});
  const read = parseWatchSource(entered);
  if (!read.ok) {
    const { message, hint } = read.failure;
    return refuse('services.bad_watch', `${message}.`, hint);
  }
  const watch = printWatchSource(read.value);
  if (hideInAddresses(entered) === entered && !entered.includes('{{')) return succeed({ watch });
  return refuse(
    'services.bad_watch',
    'What is watched of a service is stored as it stands, so it may not name a secret.',
    'Write it into the plan instead, under watch, with its token as a value.',
  );
}

/** A whole service, checked. */
export function checkDraft(
  draft: ServiceDraft,
  taken: readonly string[],
): Result<Omit<Service, 'id' | 'formerNames'>> {
  const name = checkServiceName(draft.service, taken);
  if (!name.ok) return name;
  const addresses = checkAddresses(draft.addresses);
  if (!addresses.ok) return addresses;
  const chosen = checkChosen(draft.chosen ?? 0, addresses.value);
  if (!chosen.ok) return chosen;
  const healthPath = checkHealthPath(draft.healthPath);
  if (!healthPath.ok) return healthPath;
  const watch = checkServiceWatch(draft.watch);
  if (!watch.ok) return watch;
  return succeed({
    name: name.value,
    addresses: addresses.value,
    chosen: chosen.value,
    healthPath: healthPath.value,
    ...watch.value,
  });
}

export function checkChosen(chosen: number, addresses: readonly ServiceAddress[]): Result<number> {
  if (Number.isInteger(chosen) && chosen >= 0 && chosen < addresses.length) return succeed(chosen);
  return badAddresses('The chosen address is not one of the service.');
}

/** Where requests to a service go. */
export function chosenUrl({ addresses, chosen }: Pick<Service, 'addresses' | 'chosen'>): string {
  return (addresses[chosen] ?? addresses[0])?.url ?? '';
}

/** Whether an address is one of this machine. */
export function isLocalUrl(url: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
}

/** The label as entered, else one that says where it is: `local`, or the host. */
function checkLabel(text: string, url: string, others: readonly ServiceAddress[]): Result<string> {
  const entered = text.normalize('NFC').trim();
  const isTaken = (label: string) => others.some((one) => one.label.toLowerCase() === label.toLowerCase());
  if (entered === '') {
    const { hostname, port } = new URL(url);
    const host = hostname.replace(/[^\p{L}\p{N}.:-]/gu, '').slice(0, MAX_LABEL - 10);
    const base = isLocalUrl(url) ? 'local' : host;
    const numbered = (nth: number): string =>
      isTaken(`${base} ${nth}`) ? numbered(nth + 1) : `${base} ${nth}`;
    if (!isTaken(base)) return succeed(base);
    return succeed(port !== '' && !isTaken(`${base} ${port}`) ? `${base} ${port}` : numbered(2));
  }
  if (entered.length > MAX_LABEL || !NAME.test(entered))
    return refuse(
      'services.bad_label',
      `The label ${shown(entered)} is not valid.`,
      `Write up to ${MAX_LABEL} letters, digits, spaces and _ . - / : such as local or staging.`,
    );
  if (!isTaken(entered)) return succeed(entered);
  return badAddresses(`Two addresses are labelled ${shown(entered)}.`);
}

function refuse(code: string, message: string, hint: string): Result<never> {
  return fail(testFailure(code, message, hint));
}

function badName(message: string): Result<never> {
  return refuse(
    'services.bad_name',
    message,
    `A name has up to ${MAX_NAME} letters, digits, spaces and _ . - / : { } and starts with a letter or digit.`,
  );
}

function badAddresses(message: string): Result<never> {
  return refuse(
    'services.bad_addresses',
    message,
    'Give it one or more addresses, each once and with a label of its own.',
  );
}

/** In quotes and short: what was typed may be anything. */
function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
  const points = [...plain];
  return `“${points.length > 40 ? `${points.slice(0, 39).join('')}…` : plain}”`;
}
