import { isHiddenName } from '../../../../contract/credential-names.ts';
import { freeName } from '../../../../contract/keys.ts';
import type { PlanInput } from '../../../../contract/plan.ts';
import { secretVariable } from '../../../../contract/secret-variable.ts';
import { printTemplate } from '../../../../workers/engine/values/template.ts';
import { errorRateOfEndpoints } from '../check/usual-error-rate.ts';
import type { IsFree } from './imported-secrets.ts';

const FALLBACK_ORIGIN = 'http://localhost:8080';

type ClassInput = NonNullable<PlanInput['classes']>[string];
export type TaskInput = NonNullable<ClassInput['tasks']>[string];
export type StepInput = NonNullable<TaskInput['steps']>[number];

/** An import takes out more than is hidden elsewhere: what it wrongly takes for a secret is a value to set, no loss. */
const SENSITIVE = /api[-_]?key|token|secret|passw|session|signature|credential/i;

/** Whether a header, parameter or field of this name holds something that belongs in no saved file. */
export function isSensitive(name: string): boolean {
  return isHiddenName(name) || SENSITIVE.test(name);
}

/** Collects what an import finds out. */
export class PlanDraft {
  readonly #services = new Map<string, string>();
  readonly #classes = new Map<string, ClassInput>();
  readonly #notes: string[] = [];
  readonly #secretNames = new Map<string, string>();
  /** Variables of this plan: two names may have the same. */
  readonly #variables = new Set<string>();
  readonly #secrets: Record<string, string> = {};
  readonly #isFree: IsFree;
  /** What is put where a stand-in is, and what stood there, by mark. */
  readonly #standIns = new Map<string, { readonly template: string; readonly source: string }>();
  limits: NonNullable<PlanInput['limits']> = {};
  values: NonNullable<PlanInput['values']> = {};

  constructor(isFree: IsFree = () => true) {
    this.#isFree = isFree;
  }

  /** What was found so far. */
  get found(): { readonly notes: readonly string[]; readonly secrets: Readonly<Record<string, string>> } {
    return { notes: this.#notes, secrets: this.#secrets };
  }

  note(sentence: string): void {
    if (this.#notes.length < 100 && !this.#notes.includes(sentence)) this.#notes.push(sentence);
  }

  /** Name of the service at an origin; the host, as far as a name can hold it. */
  service(origin: string): string {
    const known = [...this.#services].find(([, url]) => url === origin);
    if (known !== undefined) return known[0];
    const host = origin
      .replace(/^[a-z]+:\/\/([^/]*).*$/, '$1')
      .replace(/[^\p{L}\p{N}.:_-]/gu, '')
      .slice(0, 100);
    const base = /^[\p{L}\p{N}]/u.test(host) ? host : 'target';
    const name = this.#services.has(base) ? `${base} ${this.#services.size + 1}` : base;
    this.#services.set(name, origin);
    return name;
  }

  /** The class of a name; its users think as people do. */
  setClass(name: string, { service, ...spec }: Omit<ClassInput, 'thinkTime'>): void {
    this.#classes.set(name.slice(0, 120), { service, thinkTime: { between: ['1s', '3s'] }, ...spec });
  }

  /** A mark that stands in the texts of the source, and the template that is written where it is. */
  standIn(mark: string, source: string, template: string): void {
    this.#standIns.set(mark, { source, template });
    this.note(
      `${source.slice(0, 60)} is filled in by a shell: the plan has ${template} there; set it before a run.`,
    );
  }

  /** A mark for a secret whose value is to be set later. */
  later(name: string, source: string): string {
    const mark = `laterstandin${this.#standIns.size}z`;
    this.#standIns.set(mark, { source, template: this.unknownSecret(slugOf(name)) });
    return mark;
  }

  /** What stand-ins of a text stand for, as it was written. */
  standInsIn(text: string): string[] {
    return [...this.#standIns].flatMap(([mark, { source }]) => (text.includes(mark) ? [source] : []));
  }

  /** Data with variables in place of the stand-ins for them, where they are set. */
  filledFrom<Data>(data: Data, env: Readonly<Record<string, string | undefined>>): Data {
    return this.#filled(data, (template) => {
      const variable = /^\{\{ env\.(\w+) \}\}$/.exec(template)?.[1];
      return variable === undefined || !Object.hasOwn(env, variable) ? undefined : env[variable];
    });
  }

  hasStandIn(text: string): boolean {
    return [...this.#standIns.keys()].some((mark) => text.includes(mark));
  }

  /** The text as it was written. */
  shown(text: string): string {
    let shown = text;
    for (const [mark, { source }] of this.#standIns) shown = shown.replaceAll(mark, source);
    return shown;
  }

  /** An address with something that can be asked in place of a host that is to be filled in: a service has no template. */
  withoutHost(address: string): string {
    const [, scheme = '', host = '', rest = ''] =
      /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/is.exec(address) ?? [];
    if (!this.hasStandIn(host)) return address;
    this.note(
      `${this.shown(host).slice(0, 60)} is a host that a shell fills in; the plan calls ${FALLBACK_ORIGIN}: change it under services.`,
    );
    return scheme === '' ? address : `${FALLBACK_ORIGIN}${rest}`;
  }

  /** Puts a value out of the plan, and a reference in its place. */
  secret(name: string, value: string): string {
    // What is to be filled in is none yet.
    if (this.hasStandIn(value)) return literal(value);
    const key = `${name.toLowerCase()}\n${value}`;
    const known = this.#secretNames.get(key);
    const reference = known ?? this.#newSecretName(slugOf(name), value);
    this.#secretNames.set(key, reference);
    this.#secrets[secretVariable(reference)] = value;
    return `{{ secret.${reference} }}`;
  }

  /** A reference to a secret whose value is to be set later: never to one that holds something else. */
  unknownSecret(name: string): string {
    return `{{ secret.${this.#newSecretName(name, null)} }}`;
  }

  /** The plan as it was found; the checker has not seen it. */
  plan(name: string): PlanInput {
    for (const variable of Object.keys(this.#secrets)) {
      this.note(`A secret was removed from the plan: it is read from ${variable}.`);
    }
    const services = Object.fromEntries([...this.#services].map(([service, url]) => [service, { url }]));
    return {
      plimsoll: 1,
      name: name.slice(0, 200) || 'Imported',
      services,
      ...(Object.keys(this.values).length > 0 && { values: this.values }),
      classes: this.#filled(Object.fromEntries(this.#classes), (template) => template),
      load: { users: 5, spawnRate: 1, duration: '1m' },
      thresholds: Object.keys(services).map(errorRateOfEndpoints),
      ...(Object.keys(this.limits).length > 0 && { limits: this.limits }),
    };
  }

  /** The same data with texts in place of the stand-ins that have one. @param textOf by template */
  #filled<Data>(data: Data, textOf: (template: string) => string | undefined): Data {
    if (this.#standIns.size === 0) return data;
    let json = JSON.stringify(data);
    for (const [mark, { template }] of this.#standIns) {
      const text = textOf(template);
      if (text !== undefined) json = json.replaceAll(mark, () => JSON.stringify(text).slice(1, -1));
    }
    // The same data, in which only the insides of texts are others.
    return JSON.parse(json) as Data;
  }

  #newSecretName(base: string, value: string | null): string {
    const isFree = (name: string) => !this.#variables.has(secretVariable(name)) && this.#isFree(name, value);
    const name = freeName(base, isFree, '-');
    this.#variables.add(secretVariable(name));
    return name;
  }
}

/** A text as a name of small letters, digits and dashes. */
export function slugOf(name: string, otherwise = 'secret'): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-+|-+$/g, '').slice(0, 40) || otherwise;
}

/** Text from outside as a template that means that text. */
export function literal(text: string): string {
  return printTemplate([text]);
}

/** A text as the name of a task, with a number behind it where others have that name. */
export function freeTaskName(text: string, taken: Readonly<Record<string, unknown>>): string {
  return freeName(taskName(text), (name) => !Object.hasOwn(taken, name));
}

function taskName(text: string): string {
  const name = text
    .replace(/[^\p{L}\p{N} _.\-/{}:]/gu, '_')
    .trim()
    .slice(0, 110);
  return /^[\p{L}\p{N}]/u.test(name) ? name : `request ${name}`.trim();
}
