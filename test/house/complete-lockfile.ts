/**
 * `npm run lockfile`: asks npm for what package-lock.json lacks. A registry in reach may not carry every platform's binary
 * package; npm leaves those out when it writes the file, and then `npm ci` refuses the file it wrote. Nothing is added by
 * hand: an entry without its hash would be installed unchecked by whoever needs it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  /** A folder of this repository, of which there is no archive. */
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export type Packages = Readonly<Record<string, LockedPackage>>;

/** Optional packages of an exact version that the file does not hold. */
export function missingFrom(packages: Packages): { name: string; version: string }[] {
  return Object.entries(packages).flatMap(([place, wantedBy]) =>
    Object.entries(wantedBy.optionalDependencies ?? {})
      .filter(([name, version]) => {
        const held = packages[`node_modules/${name}`] ?? packages[`${place}/node_modules/${name}`];
        return held === undefined && /^\d/.test(version);
      })
      .map(([name, version]) => ({ name, version })),
  );
}

/** Places in the file that say nothing of what their archive must be. The first place is the project itself. */
export function uncheckedIn(packages: Packages): string[] {
  return Object.entries(packages)
    .filter(
      ([place, { integrity = '', link }]) => place !== '' && link !== true && !/^sha512-/.test(integrity),
    )
    .map(([place]) => place);
}

if (import.meta.main) {
  const file = new URL('../../package-lock.json', import.meta.url);
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages };
  const lock = read();
  const unchecked = new Set(uncheckedIn(lock.packages));
  const packages = Object.fromEntries(
    Object.entries(lock.packages).filter(([place]) => !unchecked.has(place)),
  );
  // npm asks for what is not there, and only for that.
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  const options = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  spawnSync('npm', options, { cwd: new URL('../../', import.meta.url), stdio: 'inherit' });
  const left = read().packages;
  const lacking = [...missingFrom(left).map(({ name }) => name), ...uncheckedIn(left)];
  process.stdout.write(
    lacking.length === 0 ? 'The lockfile is complete.\n' : `Not to be had: ${lacking.join(', ')}\n`,
  );
  process.exitCode = lacking.length === 0 ? 0 : 1;
}
