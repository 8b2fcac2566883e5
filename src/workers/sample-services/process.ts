/**
 * The sample services as a process of their own:
 * `node process.ts [--base-port N] [--profile NAME] [--seed N] [--parent-watch]`.
 *
 * When all five listen, one line of JSON with their addresses goes to standard output, and nothing else ever does.
 * Exit codes: 0 stopped by a signal or with its parent, 1 a bug, 2 wrong usage or a port that cannot be had.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parsedJson } from '../../contract/plan-data.ts';
import { SAMPLE_PROFILES } from '../../contract/sample-services.ts';
import { profileIn } from './control.ts';
import { ServiceStartFailure } from './listen.ts';
import { isProfileName, type ProfileName } from './profiles.ts';
import { MAX_BASE_PORT, type SampleServices, startSampleServices } from './start.ts';

interface Order {
  readonly basePort: number;
  readonly profile: ProfileName;
  readonly seed: number | undefined;
  readonly parentWatch: boolean;
}

const USAGE = 'usage: process.ts [--base-port N] [--profile NAME] [--seed N] [--parent-watch]';

/** Reads the command line; a text is the sentence that says what is wrong with it. */
function orderOf(argv: readonly string[]): Order | string {
  const options = {
    'base-port': { type: 'string', default: '8000' },
    profile: { type: 'string', default: 'healthy' },
    seed: { type: 'string' },
    'parent-watch': { type: 'boolean', default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    values = parseArgs({ args: [...argv], options }).values;
  } catch (failure) {
    return `${failure instanceof Error ? failure.message : String(failure)} (${USAGE})`;
  }
  const basePort = wholeNumber(values['base-port']);
  if (basePort === undefined || basePort > MAX_BASE_PORT) {
    return `--base-port is a number from 1 to ${MAX_BASE_PORT}, or 0 for five free ports; it was "${values['base-port']}".`;
  }
  if (!isProfileName(values.profile)) {
    return `--profile is one of ${SAMPLE_PROFILES.join(', ')}; it was "${values.profile}".`;
  }
  const seed = values.seed === undefined ? undefined : wholeNumber(values.seed);
  if (values.seed !== undefined && seed === undefined)
    return `--seed is a whole number; it was "${values.seed}".`;
  return { basePort, profile: values.profile, seed, parentWatch: values['parent-watch'] };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Takes `{"profile":"slow"}` lines from standard input, and reports its end. */
function listenToParent(services: SampleServices, onGone: () => void): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    const profile = profileIn(parsedJson(line));
    if (profile !== undefined) services.setProfile(profile);
    else complain(`A line on standard input is {"profile":"…"} with one of ${SAMPLE_PROFILES.join(', ')}.`);
  });
  lines.on('close', onGone);
}

function complain(sentence: string): void {
  process.stderr.write(`plimsoll services: ${sentence}\n`);
}

/** Runs until told to stop; resolves to the exit code. */
async function run(order: Order): Promise<number> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
  // Node's own answer to it is to open a debugger that any program of this machine may use.
  process.on('SIGUSR1', () => undefined);
  // Whoever read our one line may close the pipe; that is no reason to die.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const { basePort, profile, seed } = order;
  const services = await startSampleServices({ basePort, profile, ...(seed === undefined ? {} : { seed }) });
  // A parent that forked us is watched by its channel: it may have given us no standard input at all.
  if (order.parentWatch && process.connected) process.on('disconnect', () => stop());
  const endsWithInput = order.parentWatch && !process.connected;
  // A terminal is left alone: reading it from the background would stop the process.
  if (order.parentWatch || !process.stdin.isTTY) listenToParent(services, () => endsWithInput && stop());
  const ready = { plimsollServices: 1, pid: process.pid, profile, services: services.urls };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await stopped;
  await services.close();
  return 0;
}

async function main(): Promise<number> {
  const order = orderOf(process.argv.slice(2));
  if (typeof order === 'string') {
    complain(order);
    return 2;
  }
  try {
    return await run(order);
  } catch (failure) {
    if (!(failure instanceof ServiceStartFailure)) throw failure;
    complain(`${failure.message} ${failure.hint}`);
    return 2;
  }
}

process.exit(await main());
