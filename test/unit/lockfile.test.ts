import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingFrom, type Packages, uncheckedIn } from '../house/complete-lockfile.ts';

const at = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

describe('the lockfile', () => {
  it("names every platform's binaries, or npm ci would refuse it (npm run lockfile adds them)", () => {
    const { packages } = at('package-lock.json') as { packages: Packages };
    expect(missingFrom(packages).map(({ name }) => name)).toEqual([]);
  });

  it('names the hash of every archive, so that nothing is installed unchecked', () => {
    const { packages } = at('package-lock.json') as { packages: Packages };
    expect(Object.keys(packages).length).toBeGreaterThan(200);
    expect(uncheckedIn(packages)).toEqual([]);
    expect(
      uncheckedIn({ '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { link: true } }),
    ).toEqual(['node_modules/a']);
  });

  it('and the manifest pin exact versions', () => {
    const { dependencies, devDependencies } = at('package.json') as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
