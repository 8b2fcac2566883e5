import type { IncomingMessage, ServerResponse } from 'node:http';
import { SAMPLE_PROFILES } from '../../contract/sample-services.ts';
import { writeAnswer } from './answers.ts';
import { readJsonBody } from './body.ts';
import { type Answer, json, prepared, refusal } from './endpoint.ts';
import { EXPOSITION_TYPE } from './exposition.ts';
import { objectOf } from './fields.ts';
import { isProfileName, type ProfileName } from './profiles.ts';

/** What can be done to the sample services from outside. */
interface Controlled {
  state(): unknown;
  /** The page of metrics, in the text format of Prometheus. */
  metrics(): string;
  setProfile(profile: ProfileName): void;
  reset(): void;
}

const NOT_LOCAL = refusal(403, 'not_local', 'the controls answer programs on this machine only');
const NO_SUCH_CONTROL = refusal(
  404,
  'unknown_control',
  'the controls are GET /__plimsoll/state, GET /__plimsoll/metrics, POST /__plimsoll/profile and POST /__plimsoll/reset',
);
const BAD_PROFILE = refusal(
  400,
  'unknown_profile',
  `the body is {"profile":"…"} with one of ${SAMPLE_PROFILES.join(', ')}`,
);

/** Answers `/__plimsoll/…`, and `/metrics` where that is the page of metrics, at once and uncounted. */
export function controlListener(
  controlled: Controlled,
): (request: IncomingMessage, response: ServerResponse, path: string) => void {
  return (request, response, path) => {
    const finish = (answer: Answer): void => void writeAnswer(request, response, answer);
    const wanted = `${request.method} ${path}`;
    if (!isLocalProgram(request)) finish(NOT_LOCAL);
    else if (wanted === 'GET /__plimsoll/state') finish(json(controlled.state()));
    else if (wanted === 'GET /metrics' || wanted === 'GET /__plimsoll/metrics')
      finish({ ...prepared(Buffer.from(controlled.metrics())), type: EXPOSITION_TYPE });
    else if (wanted === 'POST /__plimsoll/reset') {
      controlled.reset();
      finish(json({ success: true }));
    } else if (wanted === 'POST /__plimsoll/profile') {
      readJsonBody(request, false, (body) => {
        finish('refused' in body ? body.refused : switchProfile(controlled, body.value));
      });
    } else finish(NO_SUCH_CONTROL);
  };
}

function switchProfile(controlled: Controlled, value: unknown): Answer {
  const profile = profileIn(value);
  if (profile === undefined) return BAD_PROFILE;
  controlled.setProfile(profile);
  return json({ profile });
}

/** The profile an order such as `{"profile":"slow"}` names, or `undefined` when it names none. */
export function profileIn(order: unknown): ProfileName | undefined {
  const profile = objectOf(order)?.profile;
  return isProfileName(profile) ? profile : undefined;
}

/**
 * From loopback, and not from a web page: a browser puts an Origin on every cross-site request that changes
 * something, and Sec-Fetch-Site on the others.
 */
function isLocalProgram(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const fromPage = origin !== undefined || site === 'cross-site' || site === 'same-site';
  return !fromPage && isLoopback(request.socket.remoteAddress ?? '');
}

/** Whether an address as Node prints it is this machine's loopback. */
export function isLoopback(address: string): boolean {
  const ipv4 = address.startsWith('::ffff:') ? address.slice(7) : address;
  return address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(ipv4);
}
