import type { RunPlan } from '../../../src/contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../src/contract/units.ts';
import type { HttpDriver } from '../../../src/workers/engine/drivers/driver.ts';
import { failureFor, statusFailure } from '../../../src/workers/engine/drivers/failure-codes.ts';
import { FakeEventStreams, type FakeStream } from '../../unit/workers/engine/streams/fake-event-streams.ts';
import { type FakeLink, FakeWebSockets } from '../../unit/workers/engine/streams/fake-websockets.ts';
import { type FiredRequest, type ScriptedAnswer, ScriptedDriver } from '../scripted-driver.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Broken, ReadingStep, Reply, ScriptedSocket, ServiceScript } from './service-script.ts';

/** How long it takes to be refused, or to be cut. */
const AT_ONCE_US: Micros = 500;
/** From the call of a driver to the head of an upgrade. */
const ACCEPT_US: Micros = 1_000;

/** Drivers that play a script on a virtual clock. Deadlines are the plan's, as the real drivers keep them. */
export class VirtualDrivers {
  readonly #clock: VirtualClock;
  readonly #script: ServiceScript;
  readonly #deadlineUs: Micros;
  #firstAskedUs: Micros | null = null;
  #asked = 0;

  constructor(clock: VirtualClock, script: ServiceScript, plan: RunPlan) {
    this.#clock = clock;
    this.#script = script;
    this.#deadlineUs = plan.limits.requestTimeoutMs * MICROS_PER_MILLI;
  }

  http(): HttpDriver {
    return new ScriptedDriver(this.#clock, (request) => this.#reply(request));
  }

  websocket(): FakeWebSockets {
    const sockets = new FakeWebSockets(this.#clock, {
      onConnect: (link) => this.#upgrade(link),
      onText: (link, text) =>
        this.#script.sockets?.text?.(socketOf(link, this.#clock), text, this.#sinceFirst()),
      onPing: (link, payload) => {
        if (this.#script.sockets?.answersPings?.(this.#sinceFirst()) !== false) link.pong(payload, ACCEPT_US);
      },
    });
    for (const [fromMs] of this.#script.down ?? []) this.#breakAt(fromMs, () => breakLinks(sockets.links));
    return sockets;
  }

  sse(): FakeEventStreams {
    const readers = new FakeEventStreams(this.#clock, (stream) => this.#read(stream));
    for (const [fromMs] of this.#script.down ?? []) {
      this.#breakAt(fromMs, () => {
        for (const stream of readers.streams) if (stream.status === 200) stream.close(0);
      });
    }
    return readers;
  }

  #sinceFirst(): number {
    const nowUs = this.#clock.nowUs();
    this.#firstAskedUs ??= nowUs;
    return (nowUs - this.#firstAskedUs) / MICROS_PER_MILLI;
  }

  #isDown(atMs: number): boolean {
    return (this.#script.down ?? []).some(([from, to]) => atMs >= from && atMs < to);
  }

  /** The service's time begins with the first request; what breaks later is set then. */
  #breakAt(fromMs: number, act: () => void): void {
    if (fromMs <= 0) return;
    const look = () => {
      if (this.#firstAskedUs === null || this.#sinceFirst() < fromMs)
        this.#clock.setTimer(this.#clock.nowUs() + 1_000, look);
      else act();
    };
    this.#clock.setTimer(this.#clock.nowUs() + 1_000, look);
  }

  #reply({ method, path, headers, connection }: FiredRequest): ScriptedAnswer {
    const atMs = this.#sinceFirst();
    if (this.#isDown(atMs)) return { afterUs: AT_ONCE_US, failure: failureFor('connect.refused') };
    const { http } = this.#script;
    if (http === undefined) return { afterUs: AT_ONCE_US, status: 404 };
    const nth = this.#asked++;
    return this.#played(http({ atMs, nth, method, path, headers: byName(headers), connection }));
  }

  #played(reply: Reply): ScriptedAnswer {
    if ('broken' in reply) return this.#broken(reply);
    const afterUs = Math.round(reply.delayMs * MICROS_PER_MILLI);
    if (afterUs >= this.#deadlineUs)
      return { afterUs: this.#deadlineUs, failure: failureFor('timeout.headers') };
    const { status, headers, body } = reply;
    return { afterUs, status, headers, body, bytesIn: body.length };
  }

  #broken({ broken }: Broken): ScriptedAnswer {
    switch (broken) {
      case 'hang':
        return { afterUs: this.#deadlineUs, failure: failureFor('timeout.headers') };
      case 'drip':
        return { afterUs: this.#deadlineUs, failure: failureFor('timeout.total') };
      case 'cut':
        return { afterUs: AT_ONCE_US, failure: failureFor('closed.before_headers') };
      case 'cut-body':
        return { afterUs: AT_ONCE_US, failure: failureFor('closed.mid_body') };
      case 'half-gzip':
        return { afterUs: 2_000, failure: failureFor('protocol.bad_encoding', 'unexpected end of file') };
    }
  }

  #upgrade(link: FakeLink): void {
    const atMs = this.#sinceFirst();
    const { sockets } = this.#script;
    if (this.#isDown(atMs)) {
      link.end(failureFor('connect.refused'), 1006);
      return;
    }
    const asked = { atMs, nth: link.number, path: pathOf(link.request.url) };
    const code = sockets?.upgrade === undefined ? 101 : sockets.upgrade(asked);
    if (code === null) {
      link.connected();
      return;
    }
    const afterUs =
      sockets?.upgradeMs === undefined ? ACCEPT_US : Math.round(sockets.upgradeMs() * MICROS_PER_MILLI);
    if (code !== 101) {
      link.refuse(code, afterUs);
      return;
    }
    link.accept(afterUs);
    const script = socketOf(link, this.#clock);
    this.#clock.setTimer(this.#clock.nowUs() + afterUs, () => sockets?.opened?.(script, this.#sinceFirst()));
  }

  #read(stream: FakeStream): void {
    const atMs = this.#sinceFirst();
    const { readers } = this.#script;
    if (this.#isDown(atMs) || readers === undefined) {
      stream.answer(AT_ONCE_US / MICROS_PER_MILLI, -1, failureFor('connect.refused'));
      return;
    }
    const reading = readers({ atMs, nth: this.#asked++, path: pathOf(stream.request.url) });
    const { status, contentType, headersAfterMs, steps } = reading;
    if (status !== 200) {
      stream.answer(headersAfterMs, status, status === 204 ? null : statusFailure(status));
    } else if (!contentType.startsWith('text/event-stream')) {
      stream.answer(headersAfterMs, status, failureFor('sse.bad_content_type', contentType));
    } else {
      stream.headers(headersAfterMs);
      for (const [afterMs, step] of steps) playStep(stream, headersAfterMs + afterMs, step);
    }
  }
}

function playStep(stream: FakeStream, afterMs: number, step: ReadingStep): void {
  if (step === 'comment') return;
  if (step === 'end') stream.finish(afterMs);
  else if (step === 'cut') stream.close(afterMs);
  else stream.event(afterMs, step.event, step.id);
}

function breakLinks(links: readonly FakeLink[]): void {
  for (const link of links) if (link.isOpen) link.hangUp(1006);
}

function socketOf(link: FakeLink, clock: VirtualClock): ScriptedSocket {
  const after = (ms: number) => Math.round(ms * MICROS_PER_MILLI);
  return {
    number: link.number,
    wallMs: () => clock.wallUs() / MICROS_PER_MILLI,
    say: (text, afterMs = 1) => {
      if (link.isOpen) link.say(text, after(afterMs));
    },
    close: (code, afterMs = 0) => link.hangUp(code, after(afterMs)),
    cut: (afterMs = 0) => link.hangUp(1006, after(afterMs)),
    later: (afterMs, act) =>
      void clock.setTimer(clock.nowUs() + after(afterMs), () => {
        if (link.isOpen) act();
      }),
  };
}

function byName(headers: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) {
    named[(headers[at] ?? '').toLowerCase()] = headers[at + 1] ?? '';
  }
  return named;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
