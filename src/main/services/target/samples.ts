import { z } from 'zod';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import type { Millis } from '../../../contract/units.ts';
import type { SampleProfile, SamplesState } from '../../../contract/wire.ts';
import type { ChildProgram, SpawnProcess } from '../app-port.ts';
import type { EventHub } from '../event-hub.ts';

/** The one line the sample services print. */
const readySchema = z.object({
  plimsollServices: z.literal(1),
  pid: z.number().int().positive().optional(),
  services: z.record(z.string(), z.string()),
});

const START_WITHIN_MS: Millis = 15_000;
const STOP_WITHIN_MS: Millis = 2_000;
const ANSWER_WITHIN_MS: Millis = 3_000;
const STOPPED: SamplesState = { state: 'stopped', profile: 'healthy', urls: {}, pid: null };

interface SamplesParts {
  readonly spawnProcess: SpawnProcess;
  readonly entry: URL;
  readonly events: EventHub;
}

/**
 * The sample services in a process of their own, on free ports.
 *
 * | state    | means                              | next                                     |
 * |----------|------------------------------------|------------------------------------------|
 * | stopped  | no process                         | starting                                 |
 * | starting | the process has not said its line  | running; stopped when it fails           |
 * | running  | all five listen                    | stopped, on request or when it dies      |
 */
export class Samples {
  readonly #parts: SamplesParts;
  #state: SamplesState = STOPPED;
  #child: ChildProgram | null = null;
  #starting: Promise<Result<SamplesState>> | null = null;
  #gone: Promise<void> = Promise.resolve();

  constructor(parts: SamplesParts) {
    this.#parts = parts;
  }

  state(): SamplesState {
    return this.#state;
  }

  /** Starts them, or, where they run, switches them to the profile asked for. */
  async start(profile: SampleProfile | undefined): Promise<Result<SamplesState>> {
    if (this.#state.state === 'running') {
      return profile === undefined ? succeed(this.#state) : this.setProfile(profile);
    }
    this.#starting ??= this.#launch(profile ?? 'healthy').finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async setProfile(profile: SampleProfile): Promise<Result<SamplesState>> {
    const [url] = Object.values(this.#state.urls);
    if (url === undefined) return fail(NOT_RUNNING);
    const refused = await tell(new URL('/__plimsoll/profile', url), { profile });
    if (refused !== null) return fail(refused);
    this.#become({ ...this.#state, profile });
    return succeed(this.#state);
  }

  /** Resolves when the process is gone; asks first, then does not ask. */
  async stop(): Promise<SamplesState> {
    const child = this.#child;
    if (child === null) return this.#state;
    child.kill(false);
    const timer = setTimeout(() => child.kill(true), STOP_WITHIN_MS);
    await this.#gone;
    clearTimeout(timer);
    return this.#state;
  }

  #launch(profile: SampleProfile): Promise<Result<SamplesState>> {
    const { spawnProcess, entry } = this.#parts;
    const child = spawnProcess(entry, ['--base-port', '0', '--profile', profile]);
    const complaints: string[] = [];
    this.#child = child;
    this.#become({ state: 'starting', profile, urls: {}, pid: null });
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill(true), START_WITHIN_MS);
      child.onComplaint((text) => complaints.push(text.slice(0, 1_000)));
      child.onLine((line) => {
        const ready = readySchema.safeParse(parsedJson(line)).data;
        if (ready === undefined || this.#state.state !== 'starting') return;
        clearTimeout(timer);
        this.#become({ state: 'running', profile, urls: ready.services, pid: ready.pid ?? null });
        resolve(succeed(this.#state));
      });
      this.#gone = new Promise((gone) => {
        child.onExit(() => {
          clearTimeout(timer);
          this.#child = null;
          this.#become(STOPPED);
          gone();
          // Nobody waits any more where it had started.
          resolve(fail(noStart(complaints.join(' '))));
        });
      });
    });
  }

  #become(state: SamplesState): void {
    this.#state = state;
    this.#parts.events.emit('samples.changed', state);
  }
}

/** Posts a command to them. @returns why it was not done; null: it was */
async function tell(url: URL, command: unknown): Promise<Failure | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(command),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.ok ? null : noAnswer(`it responded with ${response.status}`);
  } catch (error) {
    // Of what went wrong on the way `fetch` says only that it failed; why stands in its cause.
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return noAnswer(reason instanceof Error ? reason.message : String(reason));
  }
}

function noAnswer(why: string): Failure {
  return {
    code: 'samples.no_answer',
    side: 'client',
    message: `The sample services rejected the command (${why}).`,
    hint: 'Stop and start them again.',
  };
}

function noStart(complaints: string): Failure {
  const detail = complaints.trim().replace(/\s+/g, ' ').slice(0, 300);
  return {
    code: 'samples.no_start',
    side: 'client',
    message: `The sample services did not start${detail === '' ? '' : ` (${detail})`}.`,
    hint: 'Try again; plimsoll services starts them by themselves and says more.',
  };
}

/** Somebody asked for the sample services, and there are none. */
export const NOT_RUNNING = testFailure(
  'samples.not_running',
  'The sample services are not running.',
  'Start them first.',
);
