import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { WatchedGauge, WatchSource } from '../../../contract/watch.ts';
import type { Reading, WatchLimits, WatchReader } from '../watch-reader.ts';
import { levelUnit } from './metric-units.ts';
import { firstSelector } from './promql-selector.ts';
import { type FetchedPage, Scrape } from './scrape.ts';

type PromqlSource = Extract<WatchSource, { kind: 'promql' }>;

/** Asks a Prometheus server. Each query is one gauge: the sum of its vector, or its scalar. */
export function createPromqlReader(source: PromqlSource, limits: WatchLimits): WatchReader {
  return new PromqlReader(source, new Scrape({ limits }));
}

/** A sample of several minutes ago is still what an instant query gives (5 min by default). */
const OLD_SECONDS = 60;
/** Of samples that come each second, some are late. */
const SHORT_SECONDS = 15;
const SECOND_AND_LATE = 1.5;
/** Of a sample that is due every `interval`, the next but one is overdue. */
const MISSED = 2;

/**
 * What an instant query hides is when its samples were taken: Prometheus reads them every so often, and repeats the last in
 * between. So it is asked for that of the first metric of each query as well.
 */
interface Asked {
  readonly name: string;
  readonly query: string;
  /** null: it selects nothing, and is of the moment. */
  readonly ageQuery: string | null;
  /** Of the newest sample, seconds since 1970 by the clock of the server. */
  sampledAt: number | null;
  /** The shortest between two samples; null: two were not seen yet. */
  interval: number | null;
  /** That its samples are repeated is told. */
  isToldRepeated: boolean;
}

interface Answer {
  readonly gauge?: WatchedGauge;
  readonly gap?: string;
  readonly remark?: string;
}

class PromqlReader implements WatchReader {
  readonly readsLevelsOnly = true;
  readonly #scrape: Scrape;
  readonly #source: PromqlSource;
  readonly #asked: readonly Asked[];
  #toldFound = false;
  readonly #toldRemarks = new Set<string>();

  constructor(source: PromqlSource, scrape: Scrape) {
    this.#source = source;
    this.#scrape = scrape;
    this.#asked = Object.entries(source.queries).map(([name, query]) => {
      const selector = firstSelector(query);
      const ageQuery = selector === null ? null : `max(timestamp(${selector}))`;
      return { name, query, ageQuery, sampledAt: null, interval: null, isToldRepeated: false };
    });
  }

  async read(): Promise<Reading> {
    const answers = await Promise.all(this.#asked.map((one) => this.#ask(one)));
    const gaps = [...new Set(answers.flatMap(({ gap }) => gap ?? []))];
    const remarks = [...new Set(answers.flatMap(({ remark }) => remark ?? []))].filter(
      (remark) => !this.#toldRemarks.has(remark),
    );
    for (const remark of remarks) this.#toldRemarks.add(remark);
    const gauges = answers.flatMap(({ gauge }) => gauge ?? []);
    const isFound = gauges.length > 0 && !this.#toldFound;
    this.#toldFound ||= isFound;
    return {
      gauges,
      ...(gaps.length === 0 ? {} : { gap: gaps.join(' ') }),
      ...(isFound ? { found: 'a Prometheus server' } : {}),
      ...(remarks.length === 0 ? {} : { remarks }),
    };
  }

  close(): void {
    this.#scrape.close();
  }

  async #ask(asked: Asked): Promise<Answer> {
    const [value, sampled] = await Promise.all([
      this.#query(asked.query, asked.name),
      this.#sampledAt(asked),
    ]);
    if (!value.ok) return { gap: value.failure.message };
    if (value.value === null) return { gap: `Query ${asked.name} gives nothing.` };
    const { sum, atSeconds } = value.value;
    if (!Number.isFinite(sum)) return { gap: `Query ${asked.name} is not a number.` };
    const gauge = { name: asked.name, unit: levelUnit(asked.name), value: sum };
    return sampled === null ? { gauge } : withAge(asked, gauge, { sampled, now: atSeconds });
  }

  /** @returns null where nothing was selected, or it cannot be told */
  async #sampledAt({ ageQuery, name }: Asked): Promise<number | null> {
    if (ageQuery === null) return null;
    const answer = await this.#query(ageQuery, name);
    return answer.ok ? (answer.value?.sum ?? null) : null;
  }

  /** @returns null: an empty vector */
  async #query(query: string, name: string): Promise<Result<Sum | null>> {
    const { url, headers = {} } = this.#source;
    const fetched = await this.#scrape.get(queryAddress(url, query), { headers, accept: 'application/json' });
    return fetched.ok ? sumOf(fetched.value, name) : fetched;
  }
}

/** What one has open of a Prometheus server, its graph or an answer, leads to the same server. */
const BEHIND_ITS_ADDRESS = /(?:\/(?:api\/v1(?:\/query(?:_range)?)?|graph))?\/*$/;

/** Where a query is asked: parameters that the address has, such as a token, are sent with it. */
export function queryAddress(server: string, query: string): string {
  const url = URL.parse(server);
  if (url === null) return server;
  url.pathname = `${url.pathname.replace(BEHIND_ITS_ADDRESS, '')}/api/v1/query`;
  // As they are written: to read and write them again would change some.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}query=${encodeURIComponent(query.toWellFormed())}`;
  url.hash = '';
  return url.href;
}

interface Sum {
  readonly sum: number;
  /** When it was evaluated, by the clock of the server. */
  readonly atSeconds: number;
}

/** The gauge, and what its age says: that it is repeated, or that it is overdue. */
function withAge(
  asked: Asked,
  gauge: WatchedGauge,
  { sampled, now }: { readonly sampled: number; readonly now: number },
): Answer {
  const before = asked.sampledAt;
  if (before !== null && sampled > before)
    asked.interval = Math.min(sampled - before, asked.interval ?? Number.POSITIVE_INFINITY);
  asked.sampledAt = sampled;
  const age = now - sampled;
  const old = `${Math.round(age)} s old`;
  if (asked.interval !== null && age > Math.max(SHORT_SECONDS, MISSED * asked.interval))
    return { gap: `The newest sample of ${asked.name} is ${old}.` };
  const isRepeated = asked.interval === null ? age > OLD_SECONDS : asked.interval > SECOND_AND_LATE;
  if (!isRepeated || asked.isToldRepeated) return { gauge };
  asked.isToldRepeated = true;
  const every = asked.interval === null ? old : `one every ${Math.round(asked.interval)} s`;
  return { gauge, remark: `Samples of ${asked.name} are ${every}: the last one is repeated until the next.` };
}

/** What the API answers (`/api/v1/query`): `{status, data: {resultType, result}, errorType, error}`. */
function sumOf({ status, contentType, body }: FetchedPage, name: string): Result<Sum | null> {
  const refuse = (message: string) => fail(testFailure('watch.promql', message));
  const answer = parsed(body.toString('utf8'));
  if (answer === null) {
    const what = contentType === 'text/html' ? 'HTML' : 'what is no answer of Prometheus';
    return refuse(status === 200 ? `Answered ${what}.` : `Answered ${status}.`);
  }
  const { error, data } = answer;
  if (typeof error === 'string') return refuse(`Prometheus refused query ${name}: ${oneLine(error)}.`);
  if (status !== 200) return refuse(`Answered ${status}.`);
  const { resultType, result } = isObject(data) ? data : {};
  const samples =
    resultType === 'scalar'
      ? [result]
      : resultType === 'vector' && Array.isArray(result)
        ? result.map(sampleOf)
        : null;
  if (samples === null) return refuse(`Query ${name} gives a range or a text, and no value of a moment.`);
  if (samples.length === 0) return succeed(null);
  const numbers = samples.map((sample) => (Array.isArray(sample) ? Number(floatOf(sample[1])) : Number.NaN));
  const [first] = samples;
  const atSeconds = Array.isArray(first) ? Number(first[0]) : Number.NaN;
  return succeed({ sum: numbers.reduce((sum, one) => sum + one, 0), atSeconds });
}

/** Of a sample of a vector: moment and value. */
function sampleOf(sample: unknown): unknown {
  return isObject(sample) ? sample.value : null;
}

/** Numbers are texts, those that JSON cannot write as well. */
function floatOf(text: unknown): string {
  return String(text).replace(/^([+-]?)Inf$/, '$1Infinity');
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) && 'status' in answer ? answer : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 200);
}
