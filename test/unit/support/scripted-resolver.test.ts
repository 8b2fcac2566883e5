import { Resolver } from 'node:dns/promises';
import { afterEach, expect, test } from 'vitest';
import {
  type ResolverAnswer,
  type ScriptedResolver,
  startScriptedResolver,
} from '../../support/scripted-resolver.ts';

let server: ScriptedResolver | undefined;
afterEach(() => server?.close());

async function resolverFor(answer: ResolverAnswer): Promise<Resolver> {
  server = await startScriptedResolver(answer);
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  return resolver;
}

test.each<[ResolverAnswer, string]>([
  [{ kind: 'not-found' }, 'ENOTFOUND'],
  [{ kind: 'empty' }, 'ENODATA'],
  [{ kind: 'server-failure' }, 'ESERVFAIL'],
  [{ kind: 'silent' }, 'ETIMEOUT'],
])('%o is %s to a client', async (answer, code) => {
  const resolver = await resolverFor(answer);
  await expect(resolver.resolve4('nope.invalid')).rejects.toMatchObject({ code });
  expect(server?.asked).toEqual([{ name: 'nope.invalid', type: 1 }]);
});

test('answers with addresses, and with others when told to', async () => {
  const resolver = await resolverFor({ kind: 'addresses', addresses: ['127.0.0.1', '127.0.0.2'] });
  expect(await resolver.resolve4('a.test')).toEqual(['127.0.0.1', '127.0.0.2']);
  server?.setAnswer({ kind: 'addresses', addresses: ['127.0.0.3'] });
  expect(await resolver.resolve4('a.test')).toEqual(['127.0.0.3']);
});
