import type { Failure } from '../../../contract/failure.ts';
import type { MachineLimits, PreflightFigure } from '../../../contract/machine.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { connectionsOf, hangingOf, ratesOf } from '../load/plan-needs.ts';

interface Preflight {
  readonly figures: readonly PreflightFigure[];
  /** Empty: the run may begin. One per figure beyond its bound; `--force` goes over them. */
  readonly refusals: readonly Failure[];
}

/** Beyond this share the machine itself would be what is measured. */
const MAX_OF_A_LIMIT = 0.8;

/** Measured on two cores of 2020's: CPU time of a request with its share of the kernel's work. */
const COST_OF_REQUEST_US: Micros = 35;
const COST_OF_MESSAGE_US: Micros = 15;
/** Of a connection with its buffers, here and in the kernel. */
const BYTES_PER_CONNECTION: Bytes = 60_000;
/** Descriptors of Node, its threads, the database and the report files. */
const OWN_FILES = 64;
/** A closed connection keeps its port for so long (TIME_WAIT). */
const PORT_HELD_S = 60;

/** What a plan will need at its busiest, of each thing. Where it depends on the target's speed, one second is assumed. */
interface PlanNeeds {
  readonly connections: number;
  /** Where every request hangs until its timeout, as those of a stalled target do. */
  readonly openFiles: number;
  readonly localPorts: number;
  readonly cores: number;
}

export function needsOf(plan: RunPlan): PlanNeeds {
  const { maxConnections, maxInFlight } = plan.limits;
  let connections = 0;
  let openFiles = 0;
  let localPorts = 0;
  let busyUs = 0;
  for (const scenario of plan.scenarios) {
    // Streams of a class are connections, not requests: the cap on open requests does not hold them back.
    const most = scenario.kind === 'http' ? Math.min(maxConnections, maxInFlight) : maxConnections;
    const open = Math.min(connectionsOf(scenario), most);
    const rate = ratesOf(scenario);
    connections += open;
    openFiles += Math.min(hangingOf(scenario, plan.limits.requestTimeoutMs), most);
    localPorts += open + rate.connects * PORT_HELD_S;
    busyUs += rate.requests * COST_OF_REQUEST_US + rate.messages * COST_OF_MESSAGE_US;
  }
  return { connections, openFiles, localPorts, cores: busyUs / 1_000_000 };
}

/** Compares what a plan needs with what the machine has. Pure; `readMachineLimits` reads the machine. */
export function preflight(plan: RunPlan, machine: MachineLimits): Preflight {
  const needs = needsOf(plan);
  const { openFiles, localPorts } = machine;
  const figures = [
    figure('open_files', needs.openFiles + OWN_FILES + (openFiles?.inUse ?? 0), openFiles?.limit ?? null),
    figure(
      'local_ports',
      needs.localPorts,
      localPorts === null ? null : localPorts.last - localPorts.first + 1,
    ),
    figure('cores', needs.cores, machine.cores),
    figure('memory', needs.connections * BYTES_PER_CONNECTION, machine.freeMemoryBytes),
    // A cap the user set may be used up to the full.
    figure('connections', needs.connections, plan.limits.maxConnections, 1),
  ];
  return { figures, refusals: figures.filter(({ refused }) => refused).map(refusalOf) };
}

const WORDS: Readonly<Record<PreflightFigure['code'], { name: string; unit: string; hint: string }>> = {
  open_files: { name: 'file descriptors', unit: '', hint: 'Raise the limit: ulimit -n.' },
  local_ports: {
    name: 'local ports',
    unit: '',
    hint: 'Keep connections alive (per-user or shared), or widen net.ipv4.ip_local_port_range.',
  },
  cores: {
    name: 'CPU cores',
    unit: '',
    hint: 'Lower the rate, or spread the load over more machines.',
  },
  memory: { name: 'memory', unit: 'B', hint: 'Use fewer connections.' },
  connections: {
    name: 'connections of the cap',
    unit: '',
    hint: 'Raise maxConnections in the limits of the plan.',
  },
};

function figure(
  code: PreflightFigure['code'],
  needed: number,
  available: number | null,
  most = MAX_OF_A_LIMIT,
): PreflightFigure {
  const share = available === null || available <= 0 ? null : needed / available;
  const { name, unit } = WORDS[code];
  return { code, name, needed, available, unit, share, refused: share !== null && share > most };
}

function refusalOf({ code, name, needed, available, share }: PreflightFigure): Failure {
  const percent = Math.round((share ?? 0) * 100);
  return {
    code: `preflight.${code}`,
    side: 'client',
    message: `The plan needs ${print(needed)} of ${print(available ?? 0)} ${name} (${percent}%): results would measure this machine.`,
    hint: `${WORDS[code].hint} Or continue with --force.`,
  };
}

function print(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));
}
