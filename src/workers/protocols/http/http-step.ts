import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros, millisToMicros } from '../../../contract/units.ts';
import { type Exchange, isAccepted, type Origin, type ResponseHeaders } from '../../engine/drivers/driver.ts';
import { isRejection, statusFailure } from '../../engine/drivers/failure-codes.ts';
import { headersOver, type RequestStep, type StepBase } from '../../engine/users/task-step.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type {
  Assertions,
  BodyTemplate,
  HeadersTemplate,
  ResponseView,
  Scope,
  TextTemplate,
} from '../../engine/values/port.ts';
import { StepCredential } from './step-credential.ts';

/** A request of a plan made ready. */
export class CompiledStep implements RequestStep {
  readonly kind = 'request';
  readonly series: number;
  readonly origin: Origin;
  readonly credential: StepCredential;
  readonly #method: string;
  readonly #basePath: string;
  readonly #path: TextTemplate;
  readonly #headers: HeadersTemplate;
  readonly #body: BodyTemplate | null;
  readonly #constantBody: Uint8Array | null;
  readonly #judge: Assertions;
  readonly keepsHops: boolean;
  readonly secretHeaders: ReadonlySet<string>;
  readonly #timeoutUs: Micros;
  readonly #expected: ReadonlySet<number> | null;
  readonly #view = new AnswerView();

  constructor(step: HttpStep, base: StepBase, { values, credentials, userAgent }: ThreadContext) {
    this.series = step.series;
    this.origin = base.origin;
    this.#method = step.method.toUpperCase();
    this.#basePath = base.path;
    this.#path = values.compilePath(step.path);
    this.#body = values.compileBody(step.body);
    const contentType = this.#body?.contentType ?? null;
    const always = { accept: '*/*', 'user-agent': userAgent };
    const ours = contentType === null ? always : { ...always, 'content-type': contentType };
    const headers = headersOver(headersOver(ours, base.headers), step.headers);
    this.#headers = values.compileHeaders(headers);
    this.secretHeaders = this.#headers.secrets;
    const body = this.#body?.constant ?? null;
    this.#constantBody = typeof body === 'string' ? Buffer.from(body) : body;
    this.#judge = values.compileAssertions(step.checks, step.extract);
    this.keepsHops = this.#judge.needsHops;
    this.#timeoutUs = millisToMicros(step.timeoutMs);
    this.#expected = step.expectStatus.length === 0 ? null : new Set(step.expectStatus);
    this.credential = new StepCredential({
      series: step.series,
      keys: credentials,
      path: this.#path,
      pathTemplate: step.path,
      headers: this.#headers,
      headerNames: Object.keys(headers),
      body: this.#body,
      bodySpec: step.body,
    });
  }

  render(exchange: Exchange, scope: Scope): Failure | null {
    const path = this.#path.constant ?? this.#path.render(scope);
    exchange.method = this.#method;
    exchange.path = this.#basePath === '' ? path : this.#basePath + path;
    exchange.url = this.origin.url + exchange.path;
    exchange.headers = this.#headers.constant ?? this.#headers.render(scope);
    exchange.body = this.#constantBody ?? this.#body?.render(scope) ?? null;
    exchange.timeoutUs = this.#timeoutUs;
    exchange.accepted = this.#expected;
    exchange.keepBody = this.#judge.needsBody;
    exchange.keepHeaders = this.#judge.needsHeaders;
    return scope.takeProblem();
  }

  judge(exchange: Exchange, scope: Scope): Failure | null {
    const { status } = exchange;
    const view = this.#view;
    view.exchange = exchange;
    if (!isAccepted(status, this.#expected)) {
      this.#judge.learn(view, scope);
      return statusFailure(status);
    }
    return this.#judge.judge(view, scope);
  }

  letIn(status: number): boolean {
    if (isRejection(status)) return false;
    if (this.#expected !== null) return this.#expected.has(status);
    return (status >= 200 && status < 300) || status === 304;
  }
}

/** An answer as checks and extraction see it: one object for all answers of a step. */
export class AnswerView implements ResponseView {
  exchange: Exchange | null = null;

  get status(): number {
    return this.exchange?.status ?? -1;
  }

  get body(): string | null {
    return this.exchange?.responseBody ?? null;
  }

  get bodyBytes(): number {
    return this.exchange?.responseBytes ?? 0;
  }

  get timeMs(): number {
    return this.exchange === null ? 0 : (this.exchange.endedUs - this.exchange.startedUs) / MICROS_PER_MILLI;
  }

  header(name: string): string | null {
    return headerIn(this.exchange?.responseHeaders ?? null, name);
  }

  get hops(): readonly ResponseView[] {
    return (this.exchange?.hops ?? []).map((hop) => ({
      status: hop.status,
      body: hop.responseBody,
      bodyBytes: hop.responseBytes,
      timeMs: this.timeMs,
      hops: [],
      header: (name) => headerIn(hop.responseHeaders, name),
    }));
  }
}

function headerIn(headers: ResponseHeaders | null, name: string): string | null {
  const value = headers?.[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(name === 'set-cookie' ? '\n' : ', ');
}
