import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { isLoopbackName } from '../../../workers/engine/connections/loopback-names.ts';
import { failureOf } from '../../../workers/engine/drivers/failure-of.ts';
import { failed, timedOut, within } from './check-connection.ts';
import { type CheckedTarget, type Finding, hostOf, notHere, placeOf, portOf } from './checked-target.ts';

const DAY_MS = 86_400_000;
/** A certificate that ends so soon may end before somebody looks again. */
const SOON_DAYS = 14;

/** Shakes hands with the first of the addresses that does, and looks at its certificate; sends no request. */
export async function checkTls(
  target: CheckedTarget,
  addresses: readonly string[],
  nowMs: number,
): Promise<Finding> {
  if (target.url.protocol !== 'https:') return notHere('Not encrypted: the address begins with http.');
  const host = hostOf(target.url);
  const port = portOf(target.url);
  const tried = await Promise.all(orderOf(host, addresses).map((address) => shakeHands(host, address, port)));
  const [whole] = tried.flatMap((one) => (one instanceof Error ? [] : [one]));
  if (whole !== undefined) return found(host, whole, { ...target, nowMs });
  const error = tried.find((one) => one instanceof Error) ?? timedOut();
  return failed(error, stageOf(error), placeOf(addresses[0] ?? host, port));
}

/** Of a name of this machine either family may be the one that listens; of others the addresses lead to the same. */
function orderOf(host: string, addresses: readonly string[]): readonly string[] {
  return isLoopbackName(host) ? addresses : addresses.slice(0, 2);
}

/** Refused before there was anything to encrypt. */
function stageOf(error: Error): 'connect' | 'tls' {
  return 'syscall' in error && error.syscall === 'connect' ? 'connect' : 'tls';
}

interface Shaken {
  readonly protocol: string;
  readonly certificate: PeerCertificate;
  /** Why the chain is not trusted; null: it is. */
  readonly distrust: Error | null;
}

async function shakeHands(host: string, address: string, port: number): Promise<Shaken | Error> {
  const socket = connect({
    host: address,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // What is wrong with the certificate is said, not refused: nothing is sent here.
    rejectUnauthorized: false,
  });
  const answer = await within<Shaken | Error>((done) => {
    socket.once('error', done);
    socket.once('secureConnect', () => done(shaken(socket)));
  }, timedOut());
  socket.on('error', () => undefined);
  socket.destroy();
  return answer;
}

function shaken(socket: TLSSocket): Shaken {
  const { authorizationError } = socket;
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    certificate: socket.getPeerCertificate(),
    distrust: asError(authorizationError),
  };
}

/** Node has it as a code, or as an error. */
function asError(reason: Error | string | null | undefined): Error | null {
  if (typeof reason === 'string' && reason !== '') return Object.assign(new Error(reason), { code: reason });
  return reason instanceof Error ? reason : null;
}

function found(
  host: string,
  { protocol, certificate, distrust }: Shaken,
  { verifyTls, nowMs }: Pick<CheckedTarget, 'verifyTls'> & { readonly nowMs: number },
): Finding {
  const endsMs = Date.parse(certificate.valid_to);
  const days = Math.floor((endsMs - nowMs) / DAY_MS);
  const left = days < 0 ? `expired ${counted(-days)} ago` : `${counted(days)} left`;
  const figure = `${protocol}, ${left}`;
  const told = `Certificate of ${nameOf(certificate.subject)}, issued by ${nameOf(certificate.issuer)}.`;
  const wrong = checkServerIdentity(host, certificate) ?? null;
  const [first] = [distrust, wrong].flatMap((error) => (error === null ? [] : [error]));
  if (first !== undefined) {
    const { message, hint } = failureOf({ stage: 'tls', error: first });
    const both =
      wrong !== null && first !== wrong ? ` ${failureOf({ stage: 'tls', error: wrong }).message}` : '';
    const sentence = `${told} ${message}${both}`;
    if (verifyTls) return { state: 'failed', figure, sentence, wayOut: hint };
    return { state: 'warn', figure, sentence: `${sentence} The run does not check it.`, wayOut: hint };
  }
  if (days < SOON_DAYS)
    return { state: 'warn', figure, sentence: `${told} It ends soon.`, wayOut: 'Renew it.' };
  return { state: 'ok', figure, sentence: `${told} It is valid for ${host}.` };
}

function counted(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** The service writes it: a line, and not a long one. */
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const parts = [name?.CN, name?.O].flatMap((part) => part ?? []);
  const text = parts[0] ?? 'an unnamed subject';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, 120);
}
