import { z } from 'zod';
import { fail, type Result, succeed } from '../../contract/failure.ts';
import type { ServiceRow } from '../../contract/wire.ts';
import type { SettingsStore } from '../storage/run-record.ts';
import type { EventHub } from './event-hub.ts';
import { askHealth } from './health.ts';
import { checkServiceUrl } from './plans/service-url.ts';
import { readJson } from './settings.ts';

/** The built-in workspace (S-02): five services, each at an address the user may change. */
const SERVICES = [
  ['gateway', 'http://localhost:8000'],
  ['streaming', 'http://localhost:8001'],
  ['auth', 'http://localhost:8010'],
  ['entitlements', 'http://localhost:8011'],
  ['metrics', 'http://localhost:8012'],
] as const;
const HEALTH_PATH = '/health';
const KEY = 'workspace.urls';
const urlsSchema = z.record(z.string(), z.string());

export interface WorkspaceParts {
  readonly settings: SettingsStore;
  readonly events: EventHub;
  readonly allowedHosts: readonly string[];
  /** ISO 8601. */
  now(): string;
}

/** The services as the user has set them up, and how they were when last asked. */
export class Workspace {
  readonly #parts: WorkspaceParts;
  #rows: readonly ServiceRow[];

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    const urls = readJson(parts.settings, KEY, urlsSchema) ?? {};
    this.#rows = SERVICES.map(([service, url]) => unasked(service, urls[service] ?? url));
  }

  rows(): ServiceRow[] {
    return [...this.#rows];
  }

  /** Addresses the user has changed, by service: a preset is aimed at them. */
  changedUrls(): Record<string, string> {
    const originals: ReadonlyMap<string, string> = new Map(SERVICES);
    const changed = this.#rows.filter((row) => row.url !== originals.get(row.service));
    return Object.fromEntries(changed.map((row) => [row.service, row.url]));
  }

  /** Asks every service for its health, all at once. */
  async check(): Promise<ServiceRow[]> {
    const asked = await Promise.all(this.#rows.map((row) => this.#ask(row)));
    // An address may have been changed while its old one was asked.
    this.#rows = this.#rows.map(
      (row) => asked.find((one) => one.service === row.service && one.url === row.url) ?? row,
    );
    this.#parts.events.emit('services.changed', this.rows());
    return this.rows();
  }

  /** @param url empty: back to the built-in address. */
  setUrl(service: string, url: string): Result<ServiceRow[]> {
    const original = SERVICES.find(([name]) => name === service)?.[1];
    if (original === undefined) return fail(unknownService(service));
    const checked = checkServiceUrl(url.trim() === '' ? original : url.trim());
    if (!checked.ok) return fail({ ...checked.failure, code: 'services.bad_url' });
    const rows = this.#rows.map((row) => (row.service === service ? unasked(service, checked.value) : row));
    this.#parts.settings.set(
      KEY,
      JSON.stringify(Object.fromEntries(rows.map((row) => [row.service, row.url]))),
    );
    this.#rows = rows;
    this.#parts.events.emit('services.changed', this.rows());
    return succeed(this.rows());
  }

  async #ask(row: ServiceRow): Promise<ServiceRow> {
    const answer = await askHealth(row.url + HEALTH_PATH, { allowedHosts: this.#parts.allowedHosts });
    return {
      ...row,
      health: answer.healthy ? 'up' : 'down',
      latencyMs: answer.healthy ? answer.latencyMs : null,
      message: answer.message,
      checkedAt: this.#parts.now(),
    };
  }
}

function unasked(service: string, url: string): ServiceRow {
  return { service, url, health: 'unknown', latencyMs: null, message: '', checkedAt: null };
}

function unknownService(service: string) {
  return {
    code: 'services.unknown',
    side: 'test',
    message: `There is no service ${JSON.stringify(service.slice(0, 60))} in the workspace.`,
    hint: `The services are ${SERVICES.map(([name]) => name).join(', ')}.`,
  } as const;
}
