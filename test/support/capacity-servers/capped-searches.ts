import type { Overrides } from '../../../src/contract/plan.ts';
import type { ServiceScript } from '../outages/service-script.ts';
import { type EngineSearched, searchWithEngine } from './engine-search.ts';
import { FORMULA_SERVERS, ODD_SERVERS } from './servers.ts';

/** Searches of targets whose capacity is known, by runs with caps near it. */

/** A server by name; where users or connections are capped, the cap is told as `overrides`. */
export function searchedServer(name: string, overrides: Overrides, seed = 2): Promise<EngineSearched> {
  const server = [...FORMULA_SERVERS, ...ODD_SERVERS].find((one) => one.name === name);
  if (server === undefined) throw new Error(`no server ${name}`);
  const objectives = server.objectives.map(({ text }) => text);
  const capacity = { objectives, by: server.by, recovery: 'none' } as const;
  return searchWithEngine({ target: server.make(seed), seed, capacity, overrides });
}

export function capacityOf(name: string): number {
  return Number([...FORMULA_SERVERS, ...ODD_SERVERS].find((one) => one.name === name)?.capacity);
}

/** Carries a message a second on each of so many connections in time, and no more. */
export const MOST_SOCKETS = 60;

function sockets(): ServiceScript {
  const said: number[] = [];
  return {
    sockets: {
      text: (socket, text, atMs) => {
        while ((said[0] ?? atMs) <= atMs - 1_000) said.shift();
        said.push(atMs);
        socket.say(text, said.length > MOST_SOCKETS ? 300 : 5);
      },
    },
  };
}

export function searchedSockets(overrides: Overrides, seed = 2): Promise<EngineSearched> {
  return searchWithEngine({
    target: sockets(),
    seed,
    url: 'ws://127.0.0.1:9/',
    capacity: { objectives: ['p95<100ms'], by: 'connections', recovery: 'none' },
    overrides: { message: '{"n":1}', reply: { pointer: '/n', value: 1 }, ...overrides },
  });
}
