import { z } from 'zod';
import { type Failure, fail, type Result } from '../../../contract/failure.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import type { SettingsStore } from '../../storage/run-record.ts';
import { readJson } from '../settings.ts';
import {
  changeService,
  EMPTY_BOOK,
  isOriginal,
  type RemovedService,
  type ServiceBook,
} from './service-book.ts';
import { checkDraft, checkServiceWatch, type Service } from './service-rules.ts';

/** The book, and the same text once more: a setting that no longer fits its seal counts as never set. */
const KEY = 'services.book';
const COPY = 'services.book.copy';
/** What could not be read, word for word, for whoever wants to save it by hand. */
const SET_ASIDE = 'services.book.set-aside';
/** Before there was a book: addresses of the five built-in services by name. Never written any more. */
const FIRST_KEY = 'workspace.urls';
const VERSION = 1;

const addressSchema = z.object({ label: z.string(), url: z.string() });
const serviceSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string(),
  formerNames: z.array(z.string()).catch([]),
  addresses: z.array(addressSchema),
  chosen: z.number().int().catch(0),
  healthPath: z.string().nullable().catch(null),
  /** One that cannot be read is no reason to lose the service. */
  watch: z
    .string()
    .refine((text) => checkServiceWatch(text).ok)
    .optional()
    .catch(undefined),
});
const bookSchema = z.object({
  version: z.literal(VERSION),
  own: z.array(z.unknown()).catch([]),
  removed: z.array(z.unknown()).catch([]),
  builtIn: z.array(z.unknown()).catch([]),
});

interface Reading {
  readonly book: ServiceBook;
  /** Something of the text was not understood: it is kept before it is written over. */
  readonly damaged: boolean;
}

/**
 * Keeps the book of services among the settings, as JSON with a version. Every read looks at the disk: another window or
 * the command line may have written. What is damaged is read as far as it can be, set aside whole, and told.
 */
export class ServiceStore {
  readonly #settings: SettingsStore;
  #known: { readonly text: string | null; readonly reading: Reading } | null = null;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  read(): ServiceBook {
    return this.#reading().book;
  }

  /** What the user should know about how the services were found; null: nothing. */
  notice(): string | null {
    if (this.#isNewer()) return `${NEWER.message} ${NEWER.hint}`;
    if (!this.#reading().damaged) return null;
    return 'The services you set up were damaged on disk. What could be read is under Services; the whole text stays in the data file until you change them, and then as its setting services.book.set-aside.';
  }

  /** Writes what a change makes of the book as it is on the disk now. @returns the new book */
  change(change: (book: ServiceBook) => Result<ServiceBook>): Result<ServiceBook> {
    return this.#settings.atomically(() => this.#changeNow(change));
  }

  #changeNow(change: (book: ServiceBook) => Result<ServiceBook>): Result<ServiceBook> {
    if (this.#isNewer()) return fail(NEWER);
    const { book, damaged } = this.#reading();
    const changed = change(book);
    if (!changed.ok) return changed;
    const unreadable = this.#settings.get(KEY) ?? this.#settings.get(COPY);
    if (damaged && unreadable !== null) this.#settings.set(SET_ASIDE, unreadable);
    const text = print(changed.value);
    this.#settings.set(KEY, text);
    this.#settings.set(COPY, text);
    return changed;
  }

  #reading(): Reading {
    const text = this.#settings.get(KEY);
    if (text !== null && this.#known?.text === text) return this.#known.reading;
    const reading = this.#choose(text, text === null ? null : parse(text));
    this.#known = { text, reading };
    return reading;
  }

  /** The text, its copy where that says more, else what an earlier version kept. */
  #choose(text: string | null, whole: Reading | null): Reading {
    if (whole !== null && !whole.damaged) return whole;
    const copy = this.#settings.get(COPY);
    const second = copy === null ? null : parse(copy);
    if (second !== null && !second.damaged) return { ...second, damaged: false };
    if (whole !== null) return whole;
    if (second !== null) return second;
    return { book: firstBook(this.#settings), damaged: text !== null };
  }

  #isNewer(): boolean {
    return [KEY, COPY].some((key) => {
      const found = readJson(this.#settings, key, z.object({ version: z.number() }));
      return found !== null && found.version > VERSION;
    });
  }
}

/** Null: nothing of it can be read. */
function parse(text: string): Reading | null {
  const parsed = bookSchema.safeParse(parsedJson(text));
  if (!parsed.success) return null;
  const own: Service[] = [];
  let damaged = false;
  for (const entry of parsed.data.own) {
    const service = serviceIn(entry, own);
    if (service === null) damaged = true;
    else own.push(service);
  }
  const removed: RemovedService[] = [];
  for (const entry of parsed.data.removed) {
    const service = serviceIn(entry, []);
    const at = z.object({ at: z.number().int().min(0) }).safeParse(entry);
    if (service === null || own.some(({ id }) => id === service.id)) damaged = true;
    else removed.push({ ...service, at: at.success ? at.data.at : own.length });
  }
  let book: ServiceBook = { ...EMPTY_BOOK, own, removed };
  for (const entry of parsed.data.builtIn) {
    const service = serviceIn(entry, []);
    const changed =
      service === null
        ? null
        : changeService(book, service.id, {
            ...service,
            service: service.name,
            addresses: [...service.addresses],
          });
    if (changed?.ok === true) book = changed.value;
    else damaged = true;
  }
  return { book, damaged };
}

/** An entry as a service by the rules for what is entered; null where it is none, or another has its name or id. */
function serviceIn(entry: unknown, others: readonly Service[]): Service | null {
  const parsed = serviceSchema.safeParse(entry);
  if (!parsed.success || others.some(({ id }) => id === parsed.data.id)) return null;
  const { id, name, formerNames, ...rest } = parsed.data;
  const checked = checkDraft(
    { ...rest, service: name },
    others.map((one) => one.name),
  );
  return checked.ok ? { ...checked.value, id, formerNames } : null;
}

function print({ own, removed, builtIn }: ServiceBook): string {
  return JSON.stringify({
    version: VERSION,
    own,
    removed,
    builtIn: builtIn.filter((service) => !isOriginal(service)),
  });
}

/** Addresses of built-in services as versions before the book kept them. */
function firstBook(settings: SettingsStore): ServiceBook {
  const urls = readJson(settings, FIRST_KEY, z.record(z.string(), z.string())) ?? {};
  let book = EMPTY_BOOK;
  for (const [name, url] of Object.entries(urls)) {
    const changed = changeService(book, name, { addresses: [{ label: '', url }] });
    if (changed.ok) book = changed.value;
  }
  return book;
}

const NEWER: Failure = {
  code: 'services.too_new',
  side: 'client',
  message:
    'The services you set up were written by a newer Plimsoll, and this version leaves them unchanged.',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
};
