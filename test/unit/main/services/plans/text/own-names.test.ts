import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTooCommon } from '../../../../../../src/main/services/plans/text/common-words.ts';
import { createRedactor } from '../../../../../../src/main/services/secrets/redact.ts';

const root = new URL('../../../../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** Keys and fixed words of a JSON schema. */
function namesIn(schema: unknown, into: Set<string>): Set<string> {
  if (typeof schema !== 'object' || schema === null) return into;
  const { properties, enum: words } = schema as { properties?: object; enum?: unknown[] };
  for (const name of Object.keys(properties ?? {})) into.add(name);
  for (const word of words ?? []) if (typeof word === 'string') into.add(word);
  for (const part of Object.values(schema)) namesIn(part, into);
  return into;
}

/** Members that the interfaces of a contract file declare. */
function membersIn(file: string): string[] {
  return [...read(file).matchAll(/^\s+(?:readonly )?([a-zA-Z]\w*)\??:/gm)].map(([, name]) => name ?? '');
}

test('no secret is hidden that is part of a name of documents, plans or stored seconds', () => {
  const names = new Set(
    ['tick', 'run-plan', 'profile', 'series', 'applied-load', 'gauges', 'watch'].flatMap((file) =>
      membersIn(`src/contract/${file}.ts`),
    ),
  );
  for (const file of ['summary', 'plan']) namesIn(JSON.parse(read(`resources/${file}.schema.json`)), names);
  expect(names.size).toBeGreaterThan(300);
  expect([...names].filter((name) => /^[a-zA-Z-]+$/.test(name) && !isTooCommon(name))).toEqual([]);
});

test('a token that is a word of ours leaves what is stored of failures readable', () => {
  const failure = { firstUs: 3_002_000, lastUs: 4_986_000, message: 'The first one failed.' };
  expect(createRedactor(Object.entries({ token: 'first' }))([failure])).toEqual([failure]);
  expect(createRedactor(Object.entries({ token: 'f1rst-4711' }))('asked with f1rst-4711')).not.toContain(
    'f1rst-4711',
  );
});
