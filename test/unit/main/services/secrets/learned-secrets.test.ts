import { describe, expect, it } from 'vitest';
import { createRunRedactor } from '../../../../../src/main/services/secrets/run-redactor.ts';
import { makePlan } from '../../../../support/made-plan.ts';

describe('a run that learns secrets', () => {
  it('hides them in what is seen from then on, in every form, and not in what was written', () => {
    const redact = createRunRedactor([], makePlan({}));
    expect(redact.seen('/orders/ref 17/')).toBe('/orders/ref 17/');
    redact.learn([['ref', 'ref 17']]);
    expect(redact.seen('/orders/ref%2017/ and ref 17')).toBe('/orders/[secret ref]/ and [secret ref]');
    expect(redact.written('ref 17')).toBe('ref 17');
  });

  it('forgets none that a thread told for a second which is still being collected', () => {
    const redact = createRunRedactor([], makePlan({}));
    const tell = (second: number, thread: number) =>
      redact.learn(
        Array.from({ length: 600 }, (_, nth) => ['ref', `learned-${second}-${thread}-${nth}.`] as const),
        second,
      );
    const seen = () => redact.seen('learned-0-0-0. learned-0-3-599. learned-1-0-0. learned-1-3-599.');
    for (const thread of [0, 1, 2, 3]) tell(0, thread);
    // One thread is ahead of the others.
    tell(1, 3);
    expect(seen()).toBe('[secret ref] [secret ref] learned-1-0-0. [secret ref]');
    redact.hidden(0);
    expect(seen()).toBe('learned-0-0-0. [secret ref] learned-1-0-0. [secret ref]');
    for (const thread of [0, 1, 2]) tell(1, thread);
    expect(seen()).toBe('learned-0-0-0. learned-0-3-599. [secret ref] [secret ref]');
    redact.hidden(1);
    expect(seen()).toBe('learned-0-0-0. learned-0-3-599. [secret ref] learned-1-3-599.');
  });

  it('keeps an old one that is told again until its second is hidden', () => {
    const redact = createRunRedactor([], makePlan({}));
    redact.learn([['ref', 'of everybody.']], 0);
    redact.learn(
      Array.from({ length: 1_999 }, (_, nth) => ['ref', `learned-${nth}.`] as const),
      0,
    );
    redact.hidden(0);
    redact.learn([['ref', 'of everybody.']], 1);
    redact.learn(
      Array.from({ length: 1_999 }, (_, nth) => ['ref', `later-${nth}.`] as const),
      1,
    );
    expect(redact.seen('of everybody. learned-0. later-0.')).toBe('[secret ref] [secret ref] [secret ref]');
    redact.hidden(1);
    expect(redact.seen('of everybody. later-0.')).toBe('of everybody. [secret ref]');
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
