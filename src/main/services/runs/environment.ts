import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Environment } from '../../../contract/summary.ts';
import { LIMIT_DEFAULTS } from '../plans/compile/compile-plan.ts';

interface EnvironmentOptions {
  readonly version: string;
  readonly threads: number;
  /** Facts about the start that make a run unlike others: forced, another run beside it. */
  readonly remarks: readonly string[];
}

/** The machine, the versions and the targets of a run, as they are at its start; addresses are known a moment later. */
export function describeEnvironment(plan: RunPlan, options: EnvironmentOptions): Environment {
  const processors = processorsHere();
  return {
    plimsoll: options.version,
    engine: ENGINE,
    node: process.versions.node,
    os: `${type()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length || availableParallelism(),
    memoryBytes: totalmem(),
    hostname: hostname(),
    threads: options.threads,
    targets: plan.services.map(({ name, url }) => ({ service: name, url, address: null })),
    deviations: [...deviationsOf(plan), ...options.remarks],
  };
}

/** None where Node cannot read them: out of descriptors. What describes a run does not keep it from starting. */
function processorsHere(): ReturnType<typeof cpus> {
  try {
    return cpus();
  } catch {
    return [];
  }
}

/** The same environment once the threads have resolved the targets' names. */
export function withAddresses(
  environment: Environment,
  addresses: Readonly<Record<string, string>>,
): Environment {
  const targets = environment.targets.map((target) => ({
    ...target,
    address: addresses[target.service] ?? target.address,
  }));
  return { ...environment, targets };
}

/** What is on that is off by default, printed wherever the run is. */
function deviationsOf({ limits }: RunPlan): string[] {
  return [
    limits.followRedirects > 0 ? `redirects are followed, up to ${limits.followRedirects}` : '',
    limits.cookies === true ? 'each user keeps its cookies' : '',
    limits.verifyTls ? '' : 'TLS certificates are not verified',
    limits.strictHttp === true ? 'responses must follow HTTP/1.1 strictly' : '',
    limits.allowedHosts.length > 0
      ? `hosts outside this machine are allowed: ${limits.allowedHosts.join(', ')}`
      : '',
    limits.maxBodyBytes > LIMIT_DEFAULTS.maxBodyBytes
      ? `responses of up to ${limits.maxBodyBytes} bytes are read`
      : '',
  ].filter((deviation) => deviation !== '');
}

/** HTTP is sent by this program itself, whose version stands beside; the others by what they name. */
const ENGINE = `HTTP/1.1 of its own, ws ${versionOf('ws')}, undici ${versionOf('undici')} (event streams)`;

/** Version of a package the engine sends with; a package without its manifest is no reason not to run. */
function versionOf(name: string): string {
  try {
    const manifest: unknown = createRequire(import.meta.url)(`${name}/package.json`);
    const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
    return found && typeof manifest.version === 'string' ? manifest.version : 'unknown';
  } catch {
    return 'unknown';
  }
}
