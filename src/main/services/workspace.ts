import { type Result, succeed } from '../../contract/failure.ts';
import type { ServiceRow } from '../../contract/services.ts';
import type { ArgumentOf } from '../../contract/wire.ts';
import type { SettingsStore } from '../storage/run-record.ts';
import type { EventHub } from './event-hub.ts';
import type { WorkspaceUrls } from './plans/compile/follow-workspace.ts';
import { askHealth } from './target/health.ts';
import { isMoved, type ServiceBook } from './target/service-book.ts';
import { chosenUrl, isLocalUrl, type Service } from './target/service-rules.ts';
import { ServiceStore } from './target/service-store.ts';

interface WorkspaceParts {
  readonly settings: SettingsStore;
  readonly events: EventHub;
  readonly allowedHosts: readonly string[];
  /** ISO 8601. */
  now(): string;
}

type Health = Pick<ServiceRow, 'health' | 'latencyMs' | 'message' | 'checkedAt'>;
const UNASKED: Health = { health: 'unknown', latencyMs: null, message: '', checkedAt: null };

/** The services as the user has set them up, and how they were when last asked. */
export class Workspace {
  readonly #parts: WorkspaceParts;
  readonly #store: ServiceStore;
  /** By what was asked: an address changed meanwhile has not been. */
  readonly #health = new Map<string, Health>();
  /** Built-in services that are there, by id: found up, or a run was started on them. */
  readonly #found = new Set<string>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.#store = new ServiceStore(parts.settings);
  }

  /** The user's own in their order, then the built-in ones. */
  rows(): ServiceRow[] {
    const { own, builtIn } = this.#store.read();
    return [
      ...own.map((service) => this.#rowOf(service, true)),
      ...builtIn.map((service) => ({ ...this.#rowOf(service, this.#isUsed(service)), builtIn: true })),
    ];
  }

  /** Those in the bin, the last removed first. */
  removed(): ServiceRow[] {
    return this.#store
      .read()
      .removed.map((service) => this.#rowOf(service, false))
      .toReversed();
  }

  /** What the user should know about how the services were found on disk. */
  notice(): string | null {
    return this.#store.notice();
  }

  /** Where plans go that follow what is set up here. */
  urls(): WorkspaceUrls {
    const { own, builtIn } = this.#store.read();
    const moved = builtIn.filter(isMoved).map((service) => [service.name, chosenUrl(service)] as const);
    return {
      builtIn: Object.fromEntries(moved),
      own: urlsByName(own),
      watches: watchesByUrl([...builtIn, ...own]),
    };
  }

  /** The built-in services are there, whatever they answer: a run was started on them. */
  builtInIsUsed(): void {
    for (const { id } of this.#store.read().builtIn) this.#found.add(id);
  }

  /**
   * Asks services how they are, all at once; one that is being asked already is not asked twice. With `olderThanMs` only
   * those whose answer is that old, and never: a host that is not allowed, a built-in service that was not found.
   */
  async check({ ids, olderThanMs }: ArgumentOf<'services.check'>): Promise<ServiceRow[]> {
    const { own, builtIn } = this.#store.read();
    const named = [...own, ...builtIn].filter(({ id }) => ids === undefined || ids.includes(id));
    const due = olderThanMs === undefined ? named : named.filter((one) => this.#isDue(one, olderThanMs));
    if (due.length > 0) {
      await Promise.all(due.map((service) => this.#ask(service)));
      this.#tell();
    }
    return this.rows();
  }

  /** Makes a change of `service-book.ts`, and tells of it. */
  change(change: (book: ServiceBook) => Result<ServiceBook>): Result<ServiceRow[]> {
    const changed = this.#store.change(change);
    if (!changed.ok) return changed;
    this.#tell();
    return succeed(this.rows());
  }

  #tell(): void {
    this.#parts.events.emit('services.changed', this.rows());
  }

  #rowOf(service: Service, used: boolean): ServiceRow {
    return {
      id: service.id,
      service: service.name,
      builtIn: false,
      used,
      addresses: service.addresses,
      url: chosenUrl(service),
      healthPath: service.healthPath,
      ...(service.watch !== undefined && { watch: service.watch }),
      ...(this.#health.get(keyOf(service)) ?? UNASKED),
    };
  }

  #isUsed(service: Service): boolean {
    return isMoved(service) || this.#found.has(service.id);
  }

  #isDue(service: Service, olderThanMs: number): boolean {
    const known = this.#health.get(keyOf(service)) ?? UNASKED;
    if (known.checkedAt === null) return known.health !== 'blocked';
    const isBuiltIn = this.#store.read().builtIn.some(({ id }) => id === service.id);
    if (isBuiltIn && !this.#isUsed(service)) return false;
    return Date.parse(this.#parts.now()) - Date.parse(known.checkedAt) > olderThanMs;
  }

  #ask(service: Service): Promise<void> {
    const key = keyOf(service);
    const begun = this.#asking.get(key);
    if (begun !== undefined) return begun;
    const asking = this.#answerOf(service)
      .then((health) => {
        this.#health.set(key, health);
        if (health.health === 'up') this.#found.add(service.id);
      })
      .finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  async #answerOf(service: Service): Promise<Health> {
    const url = chosenUrl(service);
    const options = { allowedHosts: this.#parts.allowedHosts };
    const { healthPath } = service;
    const answer = await askHealth(url, healthPath, options);
    if (answer.health === 'blocked') return { ...UNASKED, health: 'blocked', message: whyBlocked(url) };
    const { health, latencyMs, message } = answer;
    return { health, latencyMs, message, checkedAt: this.#parts.now() };
  }
}

/** By every name a service has or had; a name that another has now is the other's. */
function urlsByName(services: readonly Service[]): Map<string, string> {
  const former = services.flatMap((one) => one.formerNames.map((name) => [name, chosenUrl(one)] as const));
  return new Map([...former, ...services.map((one) => [one.name, chosenUrl(one)] as const)]);
}

/** By the address that requests go to. A process of this machine is watched only while they go to this machine. */
function watchesByUrl(services: readonly Service[]): Map<string, string> {
  return new Map(
    services.flatMap((service) => {
      const { watch } = service;
      const url = chosenUrl(service);
      const isElsewhere = watch !== undefined && /^(?:port|pid):/.test(watch) && !isLocalUrl(url);
      return watch === undefined || isElsewhere ? [] : [[url, watch] as const];
    }),
  );
}

function keyOf(service: Service): string {
  return `${service.id} ${service.healthPath ?? ''} ${chosenUrl(service)}`;
}

/** No window can allow a host: the way out is a new start. */
function whyBlocked(url: string): string {
  return `to use it, start Plimsoll with --allow-host ${new URL(url).hostname}`;
}
