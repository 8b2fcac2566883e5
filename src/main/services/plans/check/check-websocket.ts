import type { WebSocketSpec } from '../../../../contract/plan.ts';
import { parseTemplate } from '../../../../workers/engine/values/template.ts';
import type { Issue } from '../text/plan-issues.ts';
import { checkPointer } from './check-pointer.ts';

type Path = readonly (string | number)[];

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** What a WebSocket class says that cannot be sent, or that changes nothing. */
export function checkWebSocket(websocket: WebSocketSpec, path: Path): Issue[] {
  return [
    ...checkReconnect(websocket, path),
    ...checkFrames(websocket, path),
    ...checkPointers(websocket, path),
  ];
}

function checkPointers({ fields = {}, ...websocket }: WebSocketSpec, path: Path): Issue[] {
  return [
    ...(['confirm', 'reply', 'correlate'] as const).flatMap((key) =>
      checkPointer(websocket[key]?.pointer, [...path, key, 'pointer']),
    ),
    ...Object.entries(fields).flatMap(([name, pointer]) => checkPointer(pointer, [...path, 'fields', name])),
  ];
}

function checkReconnect({ reconnect, reconnectDelay }: WebSocketSpec, path: Path): Issue[] {
  if (reconnectDelay === undefined || (reconnect !== undefined && reconnect !== 'off')) return [];
  const message =
    'no connection reconnects, so this has no effect; add reconnect: after-close or back-off, or leave this out';
  return [{ path: [...path, 'reconnectDelay'], code: 'plan.contradiction', message }];
}

function checkFrames({ frames, subscribe = [], message, correlate }: WebSocketSpec, path: Path): Issue[] {
  if (frames !== 'base64') return [];
  const written: [unknown, Path][] = subscribe.map((frame, index) => [frame, [...path, 'subscribe', index]]);
  if (message !== undefined) written.push([message, [...path, 'message']]);
  if (written.length === 0) {
    const nothing = 'there is no frame to send: it applies to subscribe and message';
    return [{ path: [...path, 'frames'], code: 'plan.contradiction', message: nothing }];
  }
  const issues = written.flatMap(([frame, at]) => checkBase64(frame, at));
  if (correlate !== undefined) {
    const why = 'frames in base64 are not parsed, so they have no field to correlate; leave this out';
    issues.push({ path: [...path, 'correlate'], code: 'plan.contradiction', message: why });
  }
  return issues;
}

function checkBase64(frame: unknown, path: Path): Issue[] {
  if (typeof frame !== 'string') {
    const message = 'with frames: base64 a frame is base64 text; JSON is sent with frames: text';
    return [{ path, code: 'plan.invalid', message }];
  }
  const parsed = parseTemplate(frame);
  // What values will stand in a template is not known yet.
  const isPlain = parsed.ok && parsed.value.every((part) => typeof part === 'string');
  if (!isPlain || BASE64.test(frame)) return [];
  const message = `"${frame.slice(0, 60)}" is not base64: letters, digits, + and /, in groups of four`;
  return [{ path, code: 'plan.invalid', message }];
}
