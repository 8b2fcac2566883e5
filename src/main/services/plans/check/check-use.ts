import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import type { Issue } from '../text/plan-issues.ts';

type Change = NonNullable<Plan['use']>['classes'][string];

/** Of what a plan changes about a class of the suite, what only a WebSocket has. */
const OF_WEBSOCKETS = ['messageRate', 'confirm', 'reply', 'topics'] as const;

/** What a plan changes about a class it takes from a suite, and the class does not have: someone meant something by it. */
export function checkUse(name: string, spec: ClassSpec, change: Change): Issue[] {
  const { websocket, sse } = spec;
  const path = ['use', 'classes', name];
  const idle = (key: keyof Change & string, why: string): Issue => ({
    path: [...path, key],
    code: 'plan.contradiction',
    message: `${key} ${why}; leave it out`,
  });
  if (websocket === undefined) {
    const of = OF_WEBSOCKETS.filter((key) => change[key] !== undefined);
    const rate = sse === undefined && change.connectRate !== undefined;
    return [
      ...of.map((key) => idle(key, `applies to a WebSocket, and ${name} opens none`)),
      ...(rate
        ? [idle('connectRate', `applies to connections that stay open, and ${name} sends requests`)]
        : []),
    ];
  }
  return change.topics === undefined || namesTopics(websocket.subscribe)
    ? []
    : [idle('topics', `replaces those in subscribe frames, and ${name} has none that names any`)];
}

function namesTopics(frames: unknown): boolean {
  if (typeof frames !== 'object' || frames === null) return false;
  return Object.entries(frames).some(([key, inner]) => key === 'topics' || namesTopics(inner));
}
