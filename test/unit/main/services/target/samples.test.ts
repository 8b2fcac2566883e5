import { describe, expect, it } from 'vitest';
import type { SamplesState } from '../../../../../src/contract/wire.ts';
import type { ChildProgram } from '../../../../../src/main/services/app-port.ts';
import { EventHub } from '../../../../../src/main/services/event-hub.ts';
import { Samples } from '../../../../../src/main/services/target/samples.ts';
import { unusedPort } from '../../../../support/ports.ts';

const ENTRY = new URL('file:///samples.ts');
const URLS = { gateway: 'http://127.0.0.1:1', auth: 'http://127.0.0.1:2' };
const READY = JSON.stringify({ plimsollServices: 1, pid: 7, profile: 'healthy', services: URLS });

/** A child that does what the test says. */
class ScriptedChild implements ChildProgram {
  say: (line: string) => void = () => undefined;
  complain: (text: string) => void = () => undefined;
  exit: (code: number | null) => void = () => undefined;
  readonly kills: boolean[] = [];
  onLine(listener: (line: string) => void) {
    this.say = listener;
  }
  onComplaint(listener: (text: string) => void) {
    this.complain = listener;
  }
  onExit(listener: (code: number | null) => void) {
    this.exit = listener;
  }
  writeLine() {}
  kill(hard: boolean) {
    this.kills.push(hard);
  }
}

function setUp() {
  const children: ScriptedChild[] = [];
  const started: { entry: URL; args: readonly string[] }[] = [];
  const events = new EventHub(() => undefined);
  const states: SamplesState['state'][] = [];
  events.on('samples.changed', (state) => states.push(state.state));
  const samples = new Samples({
    entry: ENTRY,
    events,
    spawnProcess: (entry, args) => {
      const child = new ScriptedChild();
      children.push(child);
      started.push({ entry, args });
      return child;
    },
  });
  const child = () => children.at(-1) as ScriptedChild;
  return { samples, child, started, states };
}

describe('the sample services', () => {
  it('start on free ports, and run once they say so', async () => {
    const { samples, child, started, states } = setUp();
    const starting = samples.start('slow');
    child().say('not for us');
    child().say(READY);
    expect(await starting).toEqual({
      ok: true,
      value: { state: 'running', profile: 'slow', urls: URLS, pid: 7 },
    });
    expect(started).toEqual([{ entry: ENTRY, args: ['--base-port', '0', '--profile', 'slow'] }]);
    expect(states).toEqual(['starting', 'running']);
  });

  it('are one process, however often they are started', async () => {
    const { samples, child, started } = setUp();
    const both = [samples.start(undefined), samples.start(undefined)];
    child().say(READY);
    await Promise.all(both);
    await samples.start(undefined);
    expect(started.length).toBe(1);
  });

  it('that end before they are ready say why', async () => {
    const { samples, child } = setUp();
    const starting = samples.start(undefined);
    child().complain('plimsoll services: port 8000\nis taken.\n');
    child().exit(2);
    expect(await starting).toEqual({
      ok: false,
      failure: {
        code: 'samples.no_start',
        side: 'client',
        message: 'The sample services did not start (plimsoll services: port 8000 is taken.).',
        hint: 'Try again; plimsoll services starts them by themselves and says more.',
      },
    });
    expect(samples.state().state).toBe('stopped');
  });

  it('that die later are stopped ones, and can be started again', async () => {
    const { samples, child, states, started } = setUp();
    const starting = samples.start(undefined);
    child().say(READY);
    await starting;
    child().exit(null);
    expect(samples.state()).toEqual({ state: 'stopped', profile: 'healthy', urls: {}, pid: null });
    expect(states).toEqual(['starting', 'running', 'stopped']);
    const again = samples.start(undefined);
    child().say(READY);
    expect((await again).ok).toBe(true);
    expect(started.length).toBe(2);
  });

  it('stop when asked, and the answer waits until they are gone', async () => {
    const { samples, child } = setUp();
    const starting = samples.start(undefined);
    child().say(READY);
    await starting;
    const stopping = samples.stop();
    expect(child().kills).toEqual([false]);
    child().exit(0);
    expect(await stopping).toEqual({ state: 'stopped', profile: 'healthy', urls: {}, pid: null });
  });

  it('that do not run cannot change their profile', async () => {
    const answer = await setUp().samples.setProfile('flaky');
    expect(!answer.ok && answer.failure.code).toBe('samples.not_running');
  });

  it('that nobody can reach any more say why they cannot be told', async () => {
    const { samples, child } = setUp();
    const starting = samples.start(undefined);
    child().say(READY.replaceAll('127.0.0.1:1"', `127.0.0.1:${await unusedPort()}"`));
    await starting;
    const answer = await samples.setProfile('flaky');
    expect(!answer.ok && answer.failure.message).toMatch(
      /^The sample services rejected the command \(connect ECONNREFUSED 127\.0\.0\.1:\d+\)\.$/,
    );
  });

  it('that do not run are stopped at once', async () => {
    expect((await setUp().samples.stop()).state).toBe('stopped');
  });
});
