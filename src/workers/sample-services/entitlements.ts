import { textHash } from './auth.ts';
import {
  type Answer,
  type AnswerEndpoint,
  badRequest,
  type Call,
  get,
  json,
  post,
  prepared,
} from './endpoint.ts';
import { isOneOf, objectOf, textOf } from './fields.ts';

const RESOURCES = ['curve', 'instrument', 'product', 'pricing'] as const;
const ACTIONS = ['read', 'write', 'delete'] as const;
type Action = (typeof ACTIONS)[number];

/** How many of 100 subjects may do it. */
const ALLOWED_OF_100: Readonly<Record<Action, number>> = { read: 96, write: 55, delete: 12 };

const RULES = Buffer.from(
  JSON.stringify({
    rules: RESOURCES.flatMap((resource) =>
      ACTIONS.map((action, index) => ({
        rule_id: `${resource}-${action}`,
        resource,
        action,
        effect: action === 'delete' ? 'deny' : 'allow',
        priority: 100 - index * 10,
        condition: action === 'read' ? 'tenant.active' : `user.role in ["${resource}_editor", "admin"]`,
      })),
    ),
  }),
);

/** The entitlements service's endpoints. */
export function entitlementsEndpoints(): readonly AnswerEndpoint[] {
  const engine = { checks: 0, allowed: 0 };
  return [
    post('entitlements.check', '/entitlements/check', {
      refuse: refuseCheck,
      answer: (call) => check(call, engine),
    }),
    get('entitlements.rules', '/entitlements/rules', () => prepared(RULES)),
    get('entitlements.stats', '/entitlements/stats', () => {
      const { checks, allowed } = engine;
      const rules = RESOURCES.length * ACTIONS.length;
      return json({ engine: { name: 'policy-engine', rules, checks, allowed, denied: checks - allowed } });
    }),
  ];
}

function refuseCheck(call: Call): Answer | undefined {
  const body = objectOf(call.body);
  if (body === undefined) return badRequest('the body is an object');
  if (textOf(body.user_id) === undefined) return badRequest('user_id is a text');
  if (textOf(body.tenant_id) === undefined) return badRequest('tenant_id is a text');
  if (!isOneOf(body.resource, RESOURCES)) return badRequest(`resource is one of ${RESOURCES.join(', ')}`);
  if (!isOneOf(body.action, ACTIONS)) return badRequest(`action is one of ${ACTIONS.join(', ')}`);
  if (body.context !== undefined && objectOf(body.context) === undefined) {
    return badRequest('context is an object');
  }
  return undefined;
}

/** The verdict depends on nothing but the question, so it can be repeated: the same four words, the same answer. */
function check(call: Call, engine: { checks: number; allowed: number }): Answer {
  const body = objectOf(call.body) ?? {};
  const action = isOneOf(body.action, ACTIONS) ? body.action : 'delete';
  const resource = String(body.resource);
  const subject = `${String(body.tenant_id)}/${String(body.user_id)}/${resource}/${action}`;
  const allowed = textHash(subject) % 100 < ALLOWED_OF_100[action];
  engine.checks += 1;
  if (allowed) engine.allowed += 1;
  return json({
    allowed,
    reason: allowed ? 'matched rule' : 'no matching rule',
    rule_id: `${resource}-${action}`,
  });
}
