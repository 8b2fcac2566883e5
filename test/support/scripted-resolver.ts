/** A name server on loopback UDP that answers from a script. IPv4 addresses only. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { LOOPBACK } from './ports.ts';

export type ResolverAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** NOERROR without a record. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'server-failure' }
  | { readonly kind: 'silent' };

export interface ScriptedResolver {
  readonly port: number;
  /** Names asked for, in order, with the query type (1 = A, 28 = AAAA). */
  readonly asked: readonly { readonly name: string; readonly type: number }[];
  /** From now on. */
  setAnswer(answer: ResolverAnswer): void;
  close(): Promise<void>;
}

const TYPE_A = 1;
const RESPONSE_CODE = { addresses: 0, empty: 0, 'server-failure': 2, 'not-found': 3, silent: 0 } as const;

interface Question {
  readonly name: string;
  readonly type: number;
  /** Where the question section ends in the query. */
  readonly end: number;
}

/** RFC 1035, section 4.1.2; queries have one question and no compression. */
function questionOf(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answerTo(query: Buffer, question: Question, answer: ResolverAnswer): Buffer {
  const addresses = answer.kind === 'addresses' && question.type === TYPE_A ? answer.addresses : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | RESPONSE_CODE[answer.kind], 2); // response, recursion desired and available
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) =>
    // name: pointer to the question; type A; class IN; TTL 0; 4 octets
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, query.subarray(12, question.end), ...records]);
}

/** Starts it on a free port, or on `port` (53 where `getaddrinfo` is to find it). */
export async function startScriptedResolver(first: ResolverAnswer, port = 0): Promise<ScriptedResolver> {
  const socket = createSocket('udp4');
  const asked: { name: string; type: number }[] = [];
  let answer = first;
  socket.on('message', (query, from) => {
    const question = questionOf(query);
    asked.push({ name: question.name, type: question.type });
    if (answer.kind !== 'silent') socket.send(answerTo(query, question, answer), from.port, from.address);
  });
  socket.bind(port, LOOPBACK);
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    asked,
    setAnswer: (next) => {
      answer = next;
    },
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
