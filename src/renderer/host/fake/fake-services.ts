import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { ServiceAddress, ServiceRow } from '../../../contract/services.ts';
import type { ArgumentOf, Handlers } from '../../../contract/wire.ts';
import type { Listeners } from '../host.ts';
import { SERVICE_PORTS } from './catalogue.ts';

type ServiceCommand = Extract<keyof Handlers, `services.${string}`>;

/** What a start is refused for. */
const REFUSED = 'connection refused';

/** The services of the demo: two of one's own and the built-in five; on an empty day none, and nothing answers. */
export class FakeServices {
  readonly #listeners: Listeners;
  #rows: readonly ServiceRow[];
  #removed: readonly { readonly row: ServiceRow; readonly at: number }[] = [];
  #nextId = 3;

  constructor(listeners: Listeners, isEmpty: boolean) {
    this.#listeners = listeners;
    const builtIn = Object.keys(SERVICE_PORTS).map((name, index) =>
      builtInRow(name, !isEmpty && index !== 4, isEmpty),
    );
    this.#rows = isEmpty ? builtIn : [...ownRows(), ...builtIn];
  }

  /** The first service of a preset that does not answer. */
  down(): ServiceRow | undefined {
    return this.#rows.find((row) => row.builtIn && row.health === 'down');
  }

  handlers(): Pick<Handlers, ServiceCommand> {
    return {
      'services.list': async () => succeed([...this.#rows]),
      'services.check': async ({ ids }) =>
        this.#put(this.#rows.map((row) => (ids?.includes(row.id) === false ? row : asked(row)))),
      'services.add': async (draft) => this.#add(draft),
      'services.change': async (argument) => this.#change(argument),
      'services.move': async ({ id, to }) => {
        const row = this.#rows.find((one) => one.id === id);
        const others = this.#rows.filter((one) => one !== row);
        return this.#put(row === undefined ? this.#rows : others.toSpliced(to, 0, row));
      },
      'services.remove': async ({ id }) => this.#remove(id),
      'services.restore': async ({ id }) => {
        const found = this.#removed.find(({ row }) => row.id === id);
        if (found === undefined) return fail(refused('There is no such service.'));
        this.#removed = this.#removed.filter((one) => one !== found);
        return this.#put(this.#rows.toSpliced(found.at, 0, found.row));
      },
    };
  }

  #put(rows: readonly ServiceRow[]): Result<ServiceRow[]> {
    this.#rows = rows;
    this.#listeners.emit('services.changed', [...rows]);
    return succeed([...rows]);
  }

  #add({
    service,
    addresses,
    chosen = 0,
    healthPath = null,
  }: ArgumentOf<'services.add'>): Result<ServiceRow[]> {
    const wrong = wrongIn(service, addresses, this.#rows);
    if (wrong !== null) return fail(refused(wrong));
    const id = `service-${this.#nextId}`;
    this.#nextId += 1;
    const row = asked(
      rowOf({ id, service, addresses: labelled(addresses), url: addresses[chosen]?.url ?? '', healthPath }),
    );
    const own = this.#rows.filter((one) => !one.builtIn).length;
    return this.#put(this.#rows.toSpliced(own, 0, row));
  }

  #change({ id, chosen, ...change }: ArgumentOf<'services.change'>): Result<ServiceRow[]> {
    const row = this.#rows.find((one) => one.id === id);
    if (row === undefined) return fail(refused('There is no such service.'));
    const service = change.service ?? row.service;
    const addresses = change.addresses ?? row.addresses;
    const wrong = wrongIn(service, addresses, row.builtIn ? [] : this.#rows.filter((one) => one !== row));
    if (wrong !== null) return fail(refused(wrong));
    const url =
      addresses[chosen ?? row.addresses.findIndex((one) => one.url === row.url)]?.url ?? addresses[0]?.url;
    const changed = {
      ...row,
      service,
      addresses: labelled(addresses),
      url: url ?? row.url,
      healthPath: change.healthPath === undefined ? row.healthPath : change.healthPath,
    };
    return this.#put(this.#rows.map((one) => (one === row ? asked(changed) : one)));
  }

  #remove(id: string): Result<ServiceRow[]> {
    const at = this.#rows.findIndex((one) => one.id === id);
    const row = this.#rows[at];
    if (row !== undefined) this.#removed = [...this.#removed, { row, at }];
    return this.#put(this.#rows.filter((one) => one !== row));
  }
}

function ownRows(): ServiceRow[] {
  const shop = [
    { label: 'local', url: 'http://localhost:3000' },
    { label: 'staging', url: 'https://shop.staging.example' },
  ];
  return [
    asked(
      rowOf({
        id: 'service-1',
        service: 'shop',
        addresses: shop,
        url: 'http://localhost:3000',
        healthPath: '/health',
      }),
    ),
    asked(
      rowOf({
        id: 'service-2',
        service: 'search',
        addresses: [{ label: 'local', url: 'http://localhost:3100' }],
        url: 'http://localhost:3100',
        healthPath: null,
      }),
    ),
  ];
}

function builtInRow(service: string, up: boolean, isUnused: boolean): ServiceRow {
  const url = `http://localhost:${SERVICE_PORTS[service] ?? 8000}`;
  const row = rowOf({
    id: service,
    service,
    addresses: [{ label: 'local', url }],
    url,
    healthPath: '/health',
  });
  return {
    ...row,
    builtIn: true,
    used: !isUnused,
    health: up ? 'up' : 'down',
    latencyMs: up ? 1.2 + ((SERVICE_PORTS[service] ?? 0) % 7) * 0.4 : null,
    message: up ? 'answered 200' : REFUSED,
    checkedAt: new Date().toISOString(),
  };
}

function rowOf(part: Pick<ServiceRow, 'id' | 'service' | 'addresses' | 'url' | 'healthPath'>): ServiceRow {
  return {
    ...part,
    builtIn: false,
    used: true,
    health: 'unknown',
    latencyMs: null,
    message: '',
    checkedAt: null,
  };
}

/** As the demo knows it: what is on this machine answers, the rest may not be asked. */
function asked(row: ServiceRow): ServiceRow {
  if (row.builtIn) return { ...row, checkedAt: new Date().toISOString() };
  if (!/^https?:\/\/(localhost|127\.)/.test(row.url)) {
    const message = `to use it, start Plimsoll with --allow-host ${new URL(row.url).hostname}`;
    return { ...row, health: 'blocked', latencyMs: null, message, checkedAt: null };
  }
  const message = row.healthPath === null ? 'accepts connections' : 'answered 200';
  return { ...row, health: 'up', latencyMs: 0.8, message, checkedAt: new Date().toISOString() };
}

function labelled(addresses: readonly ServiceAddress[]): ServiceAddress[] {
  return addresses.map(({ label, url }, at) => ({
    label: label === '' ? (at === 0 ? 'local' : `local ${at + 1}`) : label,
    url,
  }));
}

function wrongIn(
  name: string,
  addresses: readonly ServiceAddress[],
  others: readonly ServiceRow[],
): string | null {
  if (name.trim() === '') return 'A service needs a name.';
  if (others.some((row) => !row.builtIn && row.service === name))
    return `There is already a service “${name}”.`;
  const bad = addresses.find(({ url }) => !/^https?:\/\/./.test(url) || !URL.canParse(url));
  return bad === undefined ? null : `"${bad.url}" is not an address.`;
}

function refused(message: string) {
  return {
    code: 'services.refused',
    side: 'test',
    message,
    hint: 'Write an address such as http://localhost:8000.',
  } as const;
}
