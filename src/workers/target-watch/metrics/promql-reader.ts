import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { WatchedGauge, WatchSource } from '../../../contract/watch.ts';
import type { Reading, WatchLimits, WatchReader } from '../watch-reader.ts';
import { levelUnit } from './metric-units.ts';
import { firstSelector } from './promql-selector.ts';
import { type PromqlSample, SampleAge } from './sample-age.ts';
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

interface Asked {
  readonly name: string;
  readonly query: string;
  /** Of the first metric that it selects; null: it selects nothing, and is of the moment. */
  readonly age: SampleAge | null;
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
      const age = selector === null ? null : new SampleAge(selector);
      return { name, query, age, isToldRepeated: false };
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
    const [first] = value.value;
    if (first === undefined) return { gap: `Query ${asked.name} gives nothing.` };
    const sum = value.value.reduce((total, sample) => total + sample.value, 0);
    if (!Number.isFinite(sum)) return { gap: `Query ${asked.name} is not a number.` };
    const gauge = { name: asked.name, unit: levelUnit(asked.name), value: sum };
    if (sampled === null) return { gauge };
    const { interval = null } = asked.age ?? {};
    return withAge(asked, gauge, { interval, age: first.atSeconds - sampled });
  }

  /** Of its newest sample. @returns null where nothing was selected, or it cannot be told */
  async #sampledAt({ age, name }: Asked): Promise<number | null> {
    if (age === null) return null;
    const answer = await this.#query(age.query, name);
    if (answer.ok) return age.newest(answer.value);
    if (answer.failure.code === 'watch.large') age.tooLarge();
    return null;
  }

  /** @returns none: an empty vector */
  async #query(query: string, name: string): Promise<Result<readonly PromqlSample[]>> {
    const { url, headers = {} } = this.#source;
    const fetched = await this.#scrape.get(queryAddress(url, query), { headers, accept: 'application/json' });
    return fetched.ok ? samplesOf(fetched.value, name) : fetched;
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

/** The gauge, and what its age says: that it is repeated, or that it is overdue. */
function withAge(
  asked: Asked,
  gauge: WatchedGauge,
  { interval, age }: { readonly interval: number | null; readonly age: number },
): Answer {
  const old = `${Math.round(age)} s old`;
  if (interval !== null && age > Math.max(SHORT_SECONDS, MISSED * interval))
    return { gap: `The newest sample of ${asked.name} is ${old}.` };
  const isRepeated = interval === null ? age > OLD_SECONDS : interval > SECOND_AND_LATE;
  if (!isRepeated || asked.isToldRepeated) return { gauge };
  asked.isToldRepeated = true;
  const every = interval === null ? old : `one every ${Math.round(interval)} s`;
  return { gauge, remark: `Samples of ${asked.name} are ${every}: the last one is repeated until the next.` };
}

/** What the API answers (`/api/v1/query`): `{status, data: {resultType, result}, errorType, error}`. */
function samplesOf(
  { status, contentType, body }: FetchedPage,
  name: string,
): Result<readonly PromqlSample[]> {
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
      ? [sampleOf({ value: result })]
      : resultType === 'vector' && Array.isArray(result)
        ? result.map(sampleOf)
        : null;
  return samples === null
    ? refuse(`Query ${name} gives a range or a text, and no value of a moment.`)
    : succeed(samples);
}

/** Of a sample of a vector: labels, moment and value. */
function sampleOf(sample: unknown): PromqlSample {
  const { metric = {}, value = null } = isObject(sample) ? sample : {};
  const [at, text] = Array.isArray(value) ? value : [Number.NaN, Number.NaN];
  return { series: JSON.stringify(metric), atSeconds: Number(at), value: Number(floatOf(text)) };
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
