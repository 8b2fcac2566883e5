import { describe, expect, it } from 'vitest';
import { completePlan } from '../../../../../../src/main/services/plans/library/complete-plan.ts';

/** The text with the cursor where `|` stands. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const { from, to, options } = completePlan(text, offset);
  return { word: text.slice(from, to), labels: options.map((option) => option.label), options };
}

describe('completePlan', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'keys at the top, but those that are there',
      'plimsoll: 1\nname: x\n|',
      '',
      ['purpose', 'services', 'load'],
    ],
    ['keys of a block', 'plimsoll: 1\nload:\n  us|\n', 'us', ['users', 'spawnRate', 'stages', 'duration']],
    ['keys on one line', 'load: { users: 3, dur|, warmup: 2s }', 'dur', ['duration', 'spawnRate']],
    [
      'keys of an item of a list',
      'thresholds:\n  - { service: a, metric: latency }\n  - ser|',
      'ser',
      ['service', 'metric', 'acceptable'],
    ],
    [
      'keys of a task',
      'classes:\n  user:\n    tasks:\n      a: { weight: 2, | }',
      '',
      ['get', 'post', 'checks', 'steps'],
    ],
    ['a key whose colon is there', 'load:\n  use|: 3\n  duration: 1m\n', 'use', ['users', 'rate']],
    ['keys in a text that is no YAML (yet)', 'classes: [\nload: { us|', 'us', ['users']],
    ['values', 'purpose: va|', 'va', ['validation', 'capacity', 'benchmark', 'stress']],
    [
      'values on one line',
      'thresholds: [{ service: a, metric: | }]',
      '',
      ['latency', 'errorRate', 'throughput'],
    ],
    ['yes and no', 'limits: { verifyTls: | }', '', ['true', 'false']],
    [
      'services of the plan',
      'services: { shop: { url: http://h }, pay: { url: http://p } }\nclasses:\n  u:\n    service: s|',
      's',
      ['shop', 'pay'],
    ],
    [
      'keys of a watch',
      'watch:\n  db: { prometheus: http://h/m, m| }',
      'm',
      ['metrics', 'queries', 'headers'],
    ],
    ['suites of the program', 'use: { suite: | }', '', ['access-layer']],
  ])('%s', (_, marked, word, labels) => {
    const found = at(marked);
    expect(found.word).toBe(word);
    expect(found.labels).toEqual(expect.arrayContaining([...labels]));
  });

  it('leaves out keys that are there', () => {
    expect(at('load: { users: 3, u| }').labels).not.toContain('users');
    expect(at('plimsoll: 1\nna|').labels).not.toContain('plimsoll');
  });

  it('says what a key is for', () => {
    const options = at('load: { spawn| }').options;
    expect(options.find((option) => option.label === 'spawnRate')).toEqual({
      label: 'spawnRate',
      kind: 'key',
      about: 'Users started per second.',
    });
  });

  it.each([
    ['a comment', 'load: # us|'],
    ['an open quote', 'name: "load us|'],
    ["a name of the user's own", 'services:\n  sh|'],
    ['a text nested without end', `${'['.repeat(5_000)}|`],
    ['a text as long as no one writes', `${'# x\n'.repeat(60_000)}|`],
  ])('has nothing to say in %s', (_, marked) => {
    expect(at(marked).labels).toEqual([]);
  });
});
