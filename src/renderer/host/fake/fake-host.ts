import { type Failure, fail, type Result } from '../../../contract/failure.ts';
import type { Call } from '../../../contract/wire.ts';
import { Connection, type Host, Listeners } from '../host.ts';
import { FakeWorld } from './fake-world.ts';
import type { Scenario } from './scenario.ts';

const BROKEN: Failure = {
  code: 'storage.unreadable',
  side: 'client',
  message: 'The file with the runs cannot be read: disk I/O error.',
  hint: 'Check the disk, then start Plimsoll again; nothing is deleted.',
};

const NOT_HERE: Failure = {
  code: 'demo.not_here',
  side: 'client',
  message: 'The demo cannot do this.',
  hint: 'Start Plimsoll itself to try it.',
};

/** A host that needs nothing: every command is answered with plausible figures, the same on every machine. */
export function fakeHost(scenario: Scenario): Host {
  const listeners = new Listeners();
  const connection = new Connection('connected');
  const world = new FakeWorld(scenario, listeners);
  const handlers = world.handlers();
  if (scenario.name === 'lost' || scenario.name === 'refused') connection.set(scenario.name);
  const call: Call = async (name, argument) => {
    await pause(scenario.name === 'slow' ? 3_000_000 : 15);
    if (scenario.name === 'fail' && name !== 'app.info' && name !== 'settings.get') return fail(BROKEN);
    const handler = handlers[name] as ((argument: unknown) => Promise<Result<never>>) | undefined;
    return handler === undefined ? fail(NOT_HERE) : handler(structuredClone(argument));
  };
  return {
    call,
    on: (name, listener) => listeners.on(name, listener),
    connection: () => connection.state,
    onConnection: (listener) => connection.watch(listener),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
