import type { Failure } from '../../src/contract/failure.ts';
import type {
  Exchange,
  HttpConnection,
  HttpDriver,
  Origin,
} from '../../src/workers/engine/drivers/driver.ts';
import type { Clock } from '../../src/workers/engine/time/clock.ts';

/** How a scripted service answers: after so many microseconds; `null` never. */
export interface ScriptedAnswer {
  readonly afterUs: number | null;
  readonly status?: number;
  readonly failure?: Failure;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** On the wire; 0 where nothing is said. */
  readonly bytesIn?: number;
}

export interface FiredRequest {
  readonly atUs: number;
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string | null;
  readonly connection: number;
}

/** An HTTP driver without a network, on whatever clock it is given: it answers as the script says and keeps a log. */
export class ScriptedDriver implements HttpDriver {
  readonly fired: FiredRequest[] = [];
  connections = 0;
  closed = 0;
  open_ = 0;
  mostOpen = 0;
  readonly #clock: Clock;
  readonly #script: (request: FiredRequest, nth: number) => ScriptedAnswer;

  constructor(clock: Clock, script: (request: FiredRequest, nth: number) => ScriptedAnswer) {
    this.#clock = clock;
    this.#script = script;
  }

  open(origin: Origin, address: string | null = null): HttpConnection {
    const number = this.connections;
    this.connections += 1;
    let current: Exchange | null = null;
    let isUsed = false;
    const connection = {
      origin,
      address,
      usable: true,
      connected: true,
      fire: (exchange: Exchange) => {
        if (current !== null) throw new Error('two requests at once on one connection');
        current = exchange;
        const nowUs = this.#clock.nowUs();
        if (exchange.startedUs < 0) exchange.startedUs = nowUs;
        exchange.sentUs = nowUs;
        exchange.reused = isUsed;
        isUsed = true;
        this.open_ += 1;
        this.mostOpen = Math.max(this.mostOpen, this.open_);
        const { method, url, path, headers } = exchange;
        const body = typeof exchange.body === 'string' ? exchange.body : bytesText(exchange.body);
        const request = { atUs: nowUs, method, url, path, headers, body, connection: number };
        this.fired.push(request);
        const answer = this.#script(request, this.fired.length - 1);
        if (answer.afterUs === null) return;
        const give = () => {
          if (current !== exchange) return;
          current = null;
          this.open_ -= 1;
          answerTo(exchange, answer, this.#clock.nowUs());
          exchange.owner.answered(exchange);
        };
        if (answer.afterUs < 0) give();
        else this.#clock.setTimer(nowUs + answer.afterUs, give);
      },
      close: () => {
        if (current !== null) this.open_ -= 1;
        current = null;
        connection.usable = false;
        connection.connected = false;
        this.closed += 1;
      },
    };
    return connection;
  }

  tick(): void {}

  warmUp(): Promise<void> {
    return Promise.resolve();
  }
}

function answerTo(exchange: Exchange, answer: ScriptedAnswer, nowUs: number): void {
  exchange.firstByteUs = nowUs;
  exchange.bytesIn += answer.bytesIn ?? 0;
  exchange.endedUs = nowUs;
  exchange.status = answer.failure === undefined ? (answer.status ?? 200) : -1;
  exchange.failure = answer.failure ?? null;
  exchange.responseHeaders = answer.headers ?? {};
  exchange.responseBody = exchange.keepBody ? (answer.body ?? '') : null;
  exchange.responseBytes = answer.body?.length ?? 0;
}

function bytesText(body: Uint8Array | null): string | null {
  return body === null ? null : Buffer.from(body).toString();
}
