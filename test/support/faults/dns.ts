/** Name resolution that fails: by a `lookup` of the test's own, and by a real resolver inside a namespace. */
import type { LookupFunction } from 'node:net';
import { LOOPBACK } from '../ports.ts';
import { type ResolverAnswer, startScriptedResolver } from '../scripted-resolver.ts';
import { type FaultCase, type FaultTarget, failsWith, succeeds } from './fault-case.ts';
import { bareTarget } from './http-connection.ts';
import { okAnswer, type RawScript, rawTarget } from './raw-target.ts';

const NAMELESS = 'nope.invalid';

/** Answers with one address, in whichever of the two forms the caller wants. */
function lookupOf(address: () => string): LookupFunction {
  return (_hostname, options, callback) => {
    setImmediate(() => {
      if (options.all === true) callback(null, [{ address: address(), family: 4 }]);
      else callback(null, address(), 4);
    });
  };
}

const notFound: LookupFunction = (hostname, _options, callback) => {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname,
  });
  setImmediate(() => callback(error, '', 0));
};

const silent: LookupFunction = () => {};

/** An empty list, whatever form was asked for: what a broken resolver of a program gives. */
const empty: LookupFunction = (_hostname, _options, callback) => {
  setImmediate(() => callback(null, []));
};

async function startRealResolver(answer: ResolverAnswer): Promise<FaultTarget> {
  const resolver = await startScriptedResolver(answer, 53);
  return bareTarget(`http://${NAMELESS}/`, { close: () => resolver.close() });
}

/** One port on two loopback addresses; after `act` the name stands for the second. Bodies tell which one answered. */
async function startChangingName(): Promise<FaultTarget> {
  const answering = (body: string): RawScript => ({
    onRequest: (socket) => void socket.write(okAnswer(body)),
  });
  const first = await rawTarget(answering('first'));
  const second = await rawTarget(answering('second'), { port: first.port, address: '127.0.0.2' });
  let address: string = LOOPBACK;
  return {
    url: `http://changing.test:${first.port}/`,
    lookup: lookupOf(() => address),
    act: async () => {
      address = '127.0.0.2';
    },
    counts: () => {
      const [a, b] = [first.counts(), second.counts()];
      return {
        connections: a.connections + b.connections,
        openSockets: a.openSockets + b.openSockets,
        requests: a.requests + b.requests,
      };
    },
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly code: string;
}

const byLookup = ({ id, name, code }: Row, lookup: LookupFunction): FaultCase => ({
  id,
  row: id,
  name,
  protocol: 'http',
  expected: failsWith(code),
  needsLookup: true,
  start: async () => bareTarget(`http://${NAMELESS}/`, { lookup }),
});

/** The same by the machine's own `getaddrinfo`, in a namespace whose only name server is ours. */
const byResolver = ({ id, name, code }: Row, answer: ResolverAnswer): FaultCase => ({
  id: `${id}-real`,
  row: id,
  name: `${name}, by getaddrinfo`,
  protocol: 'http',
  expected: failsWith(code),
  client: { allowedHosts: [NAMELESS] },
  isolation: { network: true, ownResolver: true, around: 'both' },
  start: () => startRealResolver(answer),
});

const NOT_FOUND: Row = { id: 'F62', name: 'name does not exist', code: 'dns.not_found' };
const SILENT: Row = { id: 'F63', name: 'resolver is silent', code: 'dns.timeout' };
const EMPTY: Row = { id: 'F64', name: 'resolver answers with an empty list', code: 'dns.empty' };

export const DNS_FAULTS: readonly FaultCase[] = [
  byLookup(NOT_FOUND, notFound),
  byResolver(NOT_FOUND, { kind: 'not-found' }),
  byLookup(SILENT, silent),
  byResolver(SILENT, { kind: 'silent' }),
  byLookup(EMPTY, empty),
  {
    id: 'F71',
    row: 'F71',
    name: 'the name changes its address during the run',
    protocol: 'http',
    expected: succeeds({ status: 200 }),
    needsLookup: true,
    start: startChangingName,
  },
];
