import { beforeAll, describe, expect, it } from 'vitest';
import { CanaryScanner, makeCanaries, printLeaks, WAYS_IN } from '../support/canaries.ts';
import { outputsOf, WAYS_OUT, type WayOut } from '../support/canary-outputs.ts';

/**
 * Fifty canaries, five kinds by every way a secret comes in; a target that echoes each of them in every form and in
 * every place that has room for text; and every way out.
 */
const canaries = makeCanaries();
const scanner = new CanaryScanner(canaries);
let outputs: ReadonlyMap<WayOut, readonly string[]>;

beforeAll(async () => {
  outputs = await outputsOf(canaries);
});

describe.each(WAYS_OUT)('%s', (way) => {
  it('says something', () => {
    expect((outputs.get(way) ?? []).join('').length).toBeGreaterThan(10);
  });

  it.each(WAYS_IN)('holds no secret that came by %s', (from) => {
    const leaks = (outputs.get(way) ?? []).flatMap((text) => scanner.of(from).leaksIn(text));
    expect(printLeaks(leaks)).toEqual([]);
  });
});

it('what a watch says is told without the secrets in it, not left out', () => {
  expect((outputs.get('runs.get') ?? []).join('')).toContain('It echoes [secret ');
  expect((outputs.get('csv-watches') ?? []).join('')).toContain('It echoes [secret ');
});
