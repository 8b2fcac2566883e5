import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { parsePlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { compileDraw } from '../../../../../src/workers/engine/values/draw.ts';

/** What every object has is a name like any other: no object literal is a map of names that others chose. */
const NAMES = ['toString', 'constructor', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString'];

describe.each(NAMES)('a plan that names everything %s', (name) => {
  const text = `
plimsoll: 1
name: ${name}
services: { ${name}: { url: http://127.0.0.1:9 } }
values: { ${name}: { env: UNSET, default: given } }
classes:
  ${name}: { service: ${name}, tasks: { ${name}: { get: "/{{ ${name} }}", name: ${name} } } }
  other: { service: ${name}, users: 3, tasks: { other: { get: / } } }
load: { users: 2, duration: 1s }
sizes: { light: { users: { other: 5 } } }
size: light
thresholds: [{ service: ${name}, endpoint: ${name}, metric: errorRate, acceptable: 1 }]
`;

  it('runs where it says, as many users as it says', () => {
    const plan = parsePlan(text);
    if (!plan.ok) throw new Error(plan.failure.message);
    const compiled = compilePlan(plan.value, {});
    if (!compiled.ok) throw new Error(compiled.failure.message);
    const { services, scenarios, values } = compiled.value.run;
    expect(services).toEqual([{ name, url: 'http://127.0.0.1:9', healthPath: null }]);
    expect(scenarios.map((scenario) => scenario.name)).toEqual([name, 'other']);
    expect(Object.keys(values)).toEqual([name]);
  });

  it('draws the default of a variable that is not set, and misses a secret that is not there', () => {
    const context = {
      inputs: { secrets: {} },
      compileTree: (json: unknown) => ({ draw: () => json, constant: { value: json } }),
    } as unknown as Parameters<typeof compileDraw>[2];
    expect(compileDraw(name, { env: 'UNSET', default: 'given' }, context).constant).toEqual({
      value: 'given',
    });
    expect(compileDraw(name, { secret: name }, context).constant).toBeUndefined();
  });
});
