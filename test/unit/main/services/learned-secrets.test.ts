import { describe, expect, it } from 'vitest';
import { createRunRedactor } from '../../../../src/main/services/run-redactor.ts';
import { makePlan } from '../../../support/made-plan.ts';

describe('a run that learns secrets', () => {
  it('hides them in what is seen from then on, in every form, and not in what was written', () => {
    const redact = createRunRedactor([], makePlan({}));
    expect(redact.seen('/orders/ref 17/')).toBe('/orders/ref 17/');
    redact.learn([['ref', 'ref 17']]);
    expect(redact.seen('/orders/ref%2017/ and ref 17')).toBe('/orders/[secret ref]/ and [secret ref]');
    expect(redact.written('ref 17')).toBe('ref 17');
  });

  it('knows the last two thousand, whatever came in between', () => {
    const redact = createRunRedactor([], makePlan({}));
    for (let second = 0; second < 100; second += 1) {
      redact.learn(Array.from({ length: 50 }, (_, nth) => ['ref', `learned-${second}-${nth}.`]));
    }
    expect(redact.seen('learned-99-49. learned-62-0. learned-0-0.')).toBe(
      '[secret ref] [secret ref] learned-0-0.',
    );
  });
});
