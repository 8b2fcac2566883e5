import type { ConsoleOpened, ConsoleUpdate } from '../../../contract/console.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { MICROS_PER_MILLI, type Micros, microsToMillis } from '../../../contract/units.ts';
import { type DialContext, whereOf } from '../../../workers/engine/drivers/dial.ts';
import { failureFor } from '../../../workers/engine/drivers/failure-codes.ts';
import type { Clock, TimerHandle } from '../../../workers/engine/time/clock.ts';
import { closedByPeer } from '../../../workers/protocols/websocket/websocket-causes.ts';
import type {
  WebSocketDriver,
  WebSocketEnd,
  WebSocketEvents,
  WebSocketLink,
} from '../../../workers/protocols/websocket/websocket-port.ts';
import { credentialsInText } from '../plans/inputs/written-secrets.ts';
import { createRunRedactor, type RunRedactor } from '../secrets/run-redactor.ts';
import { FrameBatch, type SeenFrame } from './console-frames.ts';
import type { ConsoleRequest } from './console-request.ts';

const MAX_MESSAGE_BYTES = 1_048_576;
const CLOSE_TIMEOUT_MS = 2_000;
/** From the first moment to the 101. */
const OPEN_TIMEOUT_US: Micros = 10_000_000;
/** Frames are gathered for this long before they are told. */
const GATHER_US: Micros = 50_000;
/** What the service has not taken off our hands by now, it will not. */
const MAX_BUFFERED_BYTES = 8_388_608;
/** Pings whose pong has not come; older ones are forgotten. */
const MAX_PINGS = 32;

interface SessionParts {
  readonly consoleId: string;
  readonly request: ConsoleRequest;
  readonly context: DialContext;
  readonly driver: WebSocketDriver;
  readonly tell: (update: ConsoleUpdate) => void;
  /** Called once, when nothing more will come. */
  readonly ended: () => void;
}

/**
 * One connection of the console.
 *
 * | state   | meaning                    | leaves it by                       |
 * |---------|----------------------------|------------------------------------|
 * | opening | from the start to the 101  | the 101, a failure, `close`        |
 * | open    | frames travel              | the peer, a fault, `close`         |
 * | closed  | nothing more comes         | never                              |
 */
export class ConsoleSession implements WebSocketEvents {
  readonly opened: Promise<Result<ConsoleOpened>>;
  readonly #parts: SessionParts;
  readonly #clock: Clock;
  readonly #redactor: RunRedactor;
  readonly #batch: FrameBatch;
  readonly #pings = new Map<string, Micros>();
  readonly #answer: (result: Result<ConsoleOpened>) => void;
  readonly #link: WebSocketLink;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #openedUs: Micros = 0;
  #framesIn = 0;
  #framesOut = 0;
  #pingNumber = 0;
  #closeCode: number | null = null;
  #failure: Failure | null = null;
  #deadline: TimerHandle | null;
  #gathering: TimerHandle | null = null;

  constructor(parts: SessionParts) {
    const { promise, resolve } = Promise.withResolvers<Result<ConsoleOpened>>();
    this.opened = promise;
    this.#answer = resolve;
    this.#parts = parts;
    this.#clock = parts.context.clock;
    this.#redactor = createRunRedactor(parts.request.secrets, { scenarios: [] });
    this.#batch = new FrameBatch(this.#redactor.seen);
    const { url, headers, subprotocols } = parts.request;
    const limits = {
      maxMessageBytes: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      closeTimeoutMs: CLOSE_TIMEOUT_MS,
    };
    this.#link = parts.driver.open({ url, headers, subprotocols, ...limits }, this);
    const lateUs = this.#link.times.startedUs + OPEN_TIMEOUT_US;
    this.#deadline = this.#clock.setTimer(lateUs, () => this.#link.cut(this.#link.lateFailure()));
  }

  send(text: string): Result<{ bytes: number }> {
    const refused = this.#whyNotSend();
    if (refused !== null) return fail(refused);
    this.#redactor.learn(credentialsInText(text));
    this.#link.sendText(text);
    this.#seen({ direction: 'out', kind: 'text', payload: text });
    return succeed({ bytes: Buffer.byteLength(text) });
  }

  ping(): Result<{ sent: true }> {
    const refused = this.#whyNotSend();
    if (refused !== null) return fail(refused);
    this.#pingNumber += 1;
    const payload = `plimsoll ${this.#pingNumber}`;
    const [oldest] = this.#pings.keys();
    if (this.#pings.size >= MAX_PINGS && oldest !== undefined) this.#pings.delete(oldest);
    this.#pings.set(payload, this.#clock.nowUs());
    this.#link.ping(Buffer.from(payload));
    this.#seen({ direction: 'out', kind: 'ping', payload });
    return succeed({ sent: true });
  }

  /** Says goodbye; a service that does not answer is cut off a little later. While it opens, it is cut at once. */
  close(code: number): void {
    if (this.#state === 'opening') this.#link.cut(GIVEN_UP);
    else if (this.#state === 'open' && this.#closeCode === null) {
      this.#closeCode = code;
      this.#seen({ direction: 'out', kind: 'close', payload: '', code, closedBy: 'us' });
      this.#link.close(code);
      const lateUs = this.#clock.nowUs() + CLOSE_TIMEOUT_MS * MICROS_PER_MILLI;
      this.#deadline = this.#clock.setTimer(lateUs, () => this.#link.cut(failureFor('ws.close_timeout')));
    }
  }

  /** Cuts it off at once, without a goodbye. */
  cut(failure: Failure): void {
    this.#closeCode ??= 1_006;
    this.#link.cut(failure);
  }

  onOpen(): void {
    this.#stopDeadline();
    this.#state = 'open';
    const { times } = this.#link;
    this.#openedUs = times.answeredUs;
    const since = (from: Micros, to: Micros) => (from < 0 || to < 0 ? null : microsToMillis(to - from));
    const resolvedUs = times.dnsUs < 0 ? times.startedUs : times.dnsUs;
    const connectedUs = times.tlsUs < 0 ? times.connectUs : times.tlsUs;
    this.#answer(
      succeed({
        address: whereOf(this.#parts.request.origin, times.link),
        connectMs: microsToMillis(times.answeredUs - times.startedUs),
        openedAt: Math.floor(microsToMillis(this.#clock.wallUs() - this.#clock.nowUs() + times.answeredUs)),
        subprotocol: this.#link.subprotocol === '' ? null : this.#redactor.seen(this.#link.subprotocol),
        phasesMs: {
          dns: since(times.startedUs, times.dnsUs),
          connect: since(resolvedUs, times.connectUs) ?? 0,
          tls: since(times.connectUs, times.tlsUs),
          upgrade: since(connectedUs, times.answeredUs) ?? 0,
        },
      }),
    );
  }

  onMessage(frame: Buffer, isBinary: boolean): void {
    if (isBinary) this.#seen({ direction: 'in', kind: 'binary', payload: frame });
    else this.#seen({ direction: 'in', kind: 'text', payload: frame.toString('utf8') });
  }

  onPong(payload: Buffer): void {
    const text = payload.toString('utf8');
    const sentUs = this.#pings.get(text);
    this.#pings.delete(text);
    const roundTrip =
      sentUs === undefined ? {} : { roundTripMs: microsToMillis(this.#clock.nowUs() - sentUs) };
    this.#seen({ direction: 'in', kind: 'pong', payload: text, ...roundTrip });
  }

  onHeard(): void {
    this.#seen({ direction: 'in', kind: 'ping', payload: '' });
  }

  onBroken(failure: Failure): void {
    this.#failure ??= this.#redactor.seen(failure);
  }

  onEnd(end: WebSocketEnd): void {
    this.#stopDeadline();
    const wasOpening = this.#state === 'opening';
    this.#state = 'closed';
    if (wasOpening) this.#answer(fail(this.#redactor.seen(end.failure ?? failureFor('network.other'))));
    else this.#ended(end);
    this.#parts.ended();
  }

  /** A close that was asked for and answered is no fault, whatever code the answer carries. */
  #ended({ failure, closeCode, closeReason }: WebSocketEnd): void {
    const wished = this.#closeCode !== null && failure === null && closeCode !== 1006;
    const isPlain = closeCode === 1000 || closeCode === 1005;
    if (failure !== null) this.#failure ??= this.#redactor.seen(failure);
    else if (!wished && !isPlain) this.#failure ??= closedByPeer(closeCode);
    const kind = closeCode === 1006 ? 'broken' : 'close';
    const payload = kind === 'close' ? closeReason : (this.#failure?.message ?? '');
    const closedBy = this.#closeCode === null ? 'service' : 'us';
    this.#seen({ direction: 'in', kind, payload, code: closeCode, closedBy });
    this.#flush();
  }

  #whyNotSend(): Failure | null {
    if (this.#state !== 'open' || !this.#link.isOpen || this.#closeCode !== null) return NOT_OPEN;
    return this.#link.bufferedBytes > MAX_BUFFERED_BYTES ? BACKED_UP : null;
  }

  #seen(frame: Omit<SeenFrame, 'atMs'>): void {
    if (frame.direction === 'in') this.#framesIn += 1;
    else this.#framesOut += 1;
    this.#batch.add({ ...frame, atMs: microsToMillis(Math.max(0, this.#clock.nowUs() - this.#openedUs)) });
    this.#gathering ??= this.#clock.setTimer(this.#clock.nowUs() + GATHER_US, () => this.#flush());
  }

  #flush(): void {
    if (this.#gathering !== null) this.#clock.clearTimer(this.#gathering);
    this.#gathering = null;
    if (this.#batch.isEmpty) return;
    this.#parts.tell({
      consoleId: this.#parts.consoleId,
      state: this.#state === 'closed' ? 'closed' : 'open',
      frames: this.#batch.take(),
      framesIn: this.#framesIn,
      framesOut: this.#framesOut,
      failure: this.#failure,
    });
  }

  #stopDeadline(): void {
    if (this.#deadline !== null) this.#clock.clearTimer(this.#deadline);
    this.#deadline = null;
  }
}

const GIVEN_UP = testFailure('console.given_up', 'The connection was cancelled before it was open.');
/** Also of a connection that is not known (any more). */
export const NOT_OPEN = testFailure('console.not_open', 'The connection is not open.', 'Connect again.');
const BACKED_UP: Failure = {
  code: 'console.backed_up',
  side: 'target',
  message: 'The service has not read what was sent before.',
  hint: 'Wait, or close the connection.',
};
