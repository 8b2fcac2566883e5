import { describe, expect, it } from 'vitest';
import { valueWarnings } from '../../../../../../src/main/services/plans/check/value-warnings.ts';
import { readPlan } from '../../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText, runOf, SUITES } from '../support.ts';

function warningsOf(values: string, request = 'get: "/{{ v }}"'): string[] {
  const text = planText({
    classes: `  user:
    service: api
    setup: [{ post: /login, extract: [{ to: token, json: /t }] }]
    tasks: { one: { ${request} } }`,
    load: '{ users: 1, duration: 1m }',
    more: `values:\n${values}`,
  });
  return valueWarnings(runOf(text), planOf(text).classes);
}

describe('values that are not what was meant', () => {
  it('a value per user that answers give, or that is made of what they give', () => {
    expect(warningsOf('  token: { oneOf: [a, b], scope: user }\n', 'get: "/{{ token }}"')).toEqual([
      'token is kept per user only until a response sets it: extracted values take precedence.',
    ]);
    expect(warningsOf('  v: { object: { a: "{{ w }}" }, scope: user }\n  w: "x{{ token }}"\n')).toEqual([
      'v depends on {{ token }}, which responses set, so it is rendered at every use, not once per user.',
    ]);
    expect(warningsOf('  v: { oneOf: ["a{{ token }}"], scope: user }\n')).toEqual([
      'v is drawn once per user and keeps the first {{ token }}, whatever later responses set.',
    ]);
    expect(warningsOf('  v: { oneOf: [a], scope: user }\n')).toEqual([]);
    expect(warningsOf('  v: { object: { a: "{{ token }}" } }\n')).toEqual([]);
  });

  it('the column of a file written where only text can stand', () => {
    const FIX = 'is sent literally: make it a value under values, and write {{ its name }} there.';
    expect(warningsOf('  v: "{ feed: users.csv, column: id }"\n')).toEqual([
      `In value v, “{ feed: … }” ${FIX}`,
    ]);
    expect(
      warningsOf('  v: a\n', `get: /, headers: { x-user: '{"feed": "users.jsonl", "column": "id"}' }`),
    ).toEqual([`In headers.x-user of user, “{ feed: … }” ${FIX}`]);
    expect(warningsOf('  v: "{ feed: rss }"\n')).toEqual([]);
  });
});

describe('what a plan changes about a class of the suite', () => {
  const problemsOf = (name: string, change: string) => {
    const reading = readPlan(
      `plimsoll: 1\nname: Test\nuse: { suite: access-layer, classes: { ${name}: ${change} } }\nload: { users: 1, duration: 1m }\n`,
      SUITES,
    );
    return reading.ok ? [] : reading.problems.map(({ path, message }) => [path.join(' '), message]);
  };
  const SOCKET = 'StreamingUser/websocket';

  it('is refused where the class has no such thing', () => {
    const at = (name: string, key: string) => `use classes ${name} ${key}`;
    expect(problemsOf('GatewayRESTUser', '{ topics: [a], connectRate: 3 }')).toEqual([
      [
        at('GatewayRESTUser', 'topics'),
        'topics applies to a WebSocket, and GatewayRESTUser opens none; leave it out',
      ],
      [
        at('GatewayRESTUser', 'connectRate'),
        'connectRate applies to connections that stay open, and GatewayRESTUser sends requests; leave it out',
      ],
    ]);
    expect(problemsOf('StreamingUser/events', '{ messageRate: 1 }')).toEqual([
      [
        at('StreamingUser/events', 'messageRate'),
        'messageRate applies to a WebSocket, and StreamingUser/events opens none; leave it out',
      ],
    ]);
  });

  it('is taken where it has', () => {
    expect(problemsOf('StreamingUser/events', '{ connectRate: 3 }')).toEqual([]);
    expect(
      problemsOf(
        SOCKET,
        '{ topics: [a], confirm: { pointer: /a, value: b }, messageRate: 2, connectRate: 3 }',
      ),
    ).toEqual([]);
  });

  it('topics need a subscribe frame that names some', () => {
    const suite = SUITES['access-layer'];
    const socket = suite?.classes[SOCKET];
    if (suite === undefined || socket?.websocket === undefined) throw new Error('the suite has changed');
    const { subscribe: _, ...websocket } = socket.websocket;
    const bare = { 'access-layer': { ...suite, classes: { [SOCKET]: { ...socket, websocket } } } };
    const reading = readPlan(
      `plimsoll: 1\nname: Test\nuse: { suite: access-layer, classes: { ${SOCKET}: { topics: [a] } } }\nload: { users: 1, duration: 1m }\n`,
      bare,
    );
    expect(reading.ok ? [] : reading.problems.map((one) => one.message)).toEqual([
      `topics replaces those in subscribe frames, and ${SOCKET} has none that names any; leave it out`,
    ]);
  });
});
