import { expect, test } from 'vitest';
import { CAPABILITIES } from '../../../../../src/main/hosts/cli/app-session.ts';

test('whatever a host cannot do has a sentence of its own', () => {
  for (const abilities of Object.values(CAPABILITIES)) {
    const reasons = Object.values(abilities).flatMap((ability) => (ability.able ? [] : [ability.reason]));
    expect(new Set(reasons).size).toBe(reasons.length);
  }
  expect(Object.values(CAPABILITIES.web).some((ability) => ability.able)).toBe(false);
});
