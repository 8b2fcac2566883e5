import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { serverAndFolder } from './server-and-folder.ts';

const made = serverAndFolder();

const services = (...words: string[]) => commandLine('services', ...words, '--data-dir', made.dir.path);
/** Name, chosen address and health of one's own services. */
async function own(...words: string[]): Promise<readonly (readonly unknown[])[]> {
  const { out } = await services('list', '--json', '-', ...words);
  const rows = JSON.parse(out) as { service: string; url: string; health: string; builtIn: boolean }[];
  return rows.filter(({ builtIn }) => !builtIn).map(({ service, url, health }) => [service, url, health]);
}

/** One after the other: each begins with what the one before left. */
describe('plimsoll services', () => {
  it('add keeps a service with its addresses, labelled or not, and says how a plan names it', async () => {
    const { code, out } = await services('add', 'shop', made.server.url, 'staging=https://192.0.2.1');
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      'Added. Plans name it under services, without a url: shop: {}',
    ]);
    expect((await services('add', 'toString', 'http://127.0.0.1:9')).code).toBe(0);
    expect(await own()).toEqual([
      ['shop', made.server.url, 'unknown'],
      ['toString', 'http://127.0.0.1:9', 'unknown'],
    ]);
  });

  it('list --check asks them, and says nothing red of built-in ones that nobody uses', async () => {
    expect(await own('--check')).toEqual([
      ['shop', made.server.url, 'up'],
      ['toString', 'http://127.0.0.1:9', 'down'],
    ]);
    const { out } = await services('list', '--check');
    expect(out).toMatch(
      /^shop +\* {2}http:\/\/127\.0\.0\.1:\d+ +local +up [\d.]+ ms \(accepts connections\)/m,
    );
    expect(out).toMatch(/^ +https:\/\/192\.0\.2\.1 +staging/m);
    expect(out).toMatch(/^metrics \(built in\).*(not running here|up|unhealthy)/m);
  });

  it('change renames, chooses and moves', async () => {
    const { code } = await services('change', 'shop', '--name', 'store', '--use', 'staging', '--place', '2');
    expect(code).toBe(0);
    expect(await own()).toEqual([
      ['toString', 'http://127.0.0.1:9', 'unknown'],
      ['store', 'https://192.0.2.1', 'unknown'],
    ]);
    expect((await services('change', 'auth', '--address', 'http://127.0.0.1:8')).code).toBe(0);
    expect((await services('list')).out).toMatch(/^auth \(built in\) +\* {2}http:\/\/127\.0\.0\.1:8 /m);
  });

  it.each([
    [['add', '🛒', 'http://x'], 'A service cannot be called “🛒”.'],
    [['add', 'STORE', 'http://x'], 'There is already a service “store”.'],
    [['add', 'pay', 'x'], '"x" is not an address'],
    [['change', 'store', '--use', 'moon'], 'store has no address labelled moon. It has local, staging.'],
    [['change', 'store'], 'Nothing to change was given.'],
    [['change', 'store', '--place', '0'], '--place 0 is not a position.'],
    [['change', 'constructor', '--use', 'local'], 'There is no service "constructor".'],
    [['remove', 'metrics'], 'metrics is built in'],
    [['restore', 'service-9'], 'There is no service "service-9" in the bin.'],
  ])('%j is refused in a sentence, with 2', async (words, sentence) => {
    const { code, err } = await services(...words);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it('names its commands for a word that is none', async () => {
    const { code, err } = await commandLine('services', 'bogus');
    expect([code, err.split('\n')[0]]).toEqual([
      2,
      'error: no such command of services; there is list, add, change, remove, restore, and services alone starts the sample services.',
    ]);
  });

  it('remove says how to bring it back, and restore does', async () => {
    const removed = await services('remove', 'toString');
    expect(removed.out).toBe('Removed toString. Restore it with: plimsoll services restore service-2\n');
    expect((await own()).map(([name]) => name)).toEqual(['store']);
    expect((await services('list', '--deleted')).out).toMatch(/^toString +\* {2}http:\/\/127\.0\.0\.1:9 /m);
    expect((await services('restore', 'toString')).code).toBe(0);
    expect((await services('list', '--deleted')).out).toBe('The bin is empty.\n');
    await services('remove', 'toString');
    expect((await services('restore', 'service-2')).code).toBe(0);
    expect((await own()).map(([name]) => name)).toEqual(['toString', 'store']);
  });

  it('a plan in a file follows, by the old name too, and --target takes the label of an address', async () => {
    const file = join(made.dir.path, 'plan.yaml');
    writeFileSync(
      file,
      'plimsoll: 1\nname: Own\nservices: { shop: {}, store: {} }\n' +
        'classes: { a: { service: shop, tasks: { t: { get: / } } }, b: { service: store, tasks: { t: { get: / } } } }\n' +
        'load: { users: 2, duration: 1s }\n',
    );
    const run = (...words: string[]) =>
      commandLine('run', file, ...words, '--data-dir', made.dir.path, '--quiet');
    const refused = await run();
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('was not allowed for this run: 192.0.2.1'),
    ]);
    const unknown = await run('--target', 'store=moon');
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('store has no address labelled moon. Under Services it has local, staging.'),
    ]);
    const closed = await run('--target', 'store=local', '--target', 'shop=http://127.0.0.1:9');
    expect([closed.code, closed.err]).toEqual([
      3,
      expect.stringContaining('Nothing responds at http://127.0.0.1:9'),
    ]);
    expect((await commandLine('validate', file, '--data-dir', made.dir.path)).code).toBe(0);
    await services('remove', 'store');
    const lost = await commandLine('validate', file, '--data-dir', made.dir.path);
    expect([lost.code, lost.err]).toEqual([
      2,
      expect.stringContaining('services.shop.url: service "shop" is written without'),
    ]);
  });
});
