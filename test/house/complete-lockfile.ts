/**
 * `npm run lockfile`: names in package-lock.json every platform's binary package, also those the registry in reach does not
 * carry. npm leaves such packages out when it writes the file, and then `npm ci` refuses the file it wrote. Versions are
 * exact in the packages that want them, so nothing is guessed but the platform, which their names state.
 */
import { readFileSync, writeFileSync } from 'node:fs';

export interface LockedPackage {
  version?: string;
  dev?: boolean;
  license?: string;
  optional?: boolean;
  engines?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
export type Packages = Record<string, LockedPackage>;

const SYSTEMS = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'openharmony',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
];
const PROCESSORS = [
  'arm64',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
  'arm',
];

/** Optional packages of an exact version that the file does not hold. */
export function missingFrom(
  packages: Packages,
): { name: string; version: string; wantedBy: LockedPackage }[] {
  return Object.entries(packages).flatMap(([place, wantedBy]) =>
    Object.entries(wantedBy.optionalDependencies ?? {})
      .filter(([name, version]) => {
        const held = packages[`node_modules/${name}`] ?? packages[`${place}/node_modules/${name}`];
        return held === undefined && /^\d/.test(version);
      })
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
}

function entryOf({ name, version, wantedBy }: ReturnType<typeof missingFrom>[number]): LockedPackage {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = /musl/.test(name) ? 'musl' : /gnu/.test(name) && os === 'linux' ? 'glibc' : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(wantedBy.dev === true ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(wantedBy.license === undefined ? {} : { license: wantedBy.license }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
    ...(wantedBy.engines === undefined ? {} : { engines: wantedBy.engines }),
  };
}

if (import.meta.main) {
  const file = new URL('../../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages };
  const missing = missingFrom(lock.packages);
  for (const one of missing) lock.packages[`node_modules/${one.name}`] = entryOf(one);
  const places = Object.keys(lock.packages).sort((a, b) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(places.map((place) => [place, lock.packages[place] ?? {}]));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} packages added\n`);
}
