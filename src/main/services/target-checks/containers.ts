import { type Result, succeed } from '../../../contract/failure.ts';
import type {
  ContainerLog,
  ContainerRow,
  ContainerStats,
  LogsAsked,
} from '../../../contract/target-checks.ts';
import type { EpochMillis, Millis } from '../../../contract/units.ts';
import { logsAround } from '../../../workers/target-watch/containers/container-logs.ts';
import { notRunning } from '../../../workers/target-watch/containers/container-reader.ts';
import { snapshotOf } from '../../../workers/target-watch/containers/container-snapshot.ts';
import { EngineApi } from '../../../workers/target-watch/containers/engine-api.ts';
import { listContainers } from '../../../workers/target-watch/containers/find-container.ts';

/** An engine that reads statistics once a second takes up to two for the first. */
const ANSWER_WITHIN_MS: Millis = 3_000;

/** The containers of this machine: those that run first, each in the order of their names. */
export function listedContainers(): Promise<Result<ContainerRow[]>> {
  return asking(async (engine) => {
    const listed = await listContainers(engine);
    if (!listed.ok) return listed;
    const rows = listed.value.map(
      ({ publishedPorts, ...row }): ContainerRow => ({ ...row, ports: publishedPorts }),
    );
    const runs = ({ state }: ContainerRow) => (state === 'running' ? 0 : 1);
    return succeed(rows.sort((one, other) => runs(one) - runs(other) || one.name.localeCompare(other.name)));
  });
}

/** What a container uses now. */
export function statsOfContainer(container: string, now: () => EpochMillis): Promise<Result<ContainerStats>> {
  return asking(async (engine) => {
    const read = await snapshotOf(engine, container);
    if (!read.ok) return read;
    const { container: found, gauges } = read.value;
    return succeed({
      container,
      readAt: new Date(now()).toISOString(),
      gauges,
      ...(found.isRunning ? {} : { gap: notRunning(container, found) }),
    });
  });
}

/**
 * What a container wrote around a second of a run.
 * @param startedAt of the run, by the clock of this machine; its first second begins some tenths of a second later
 */
export function logOfContainer(
  { container, second, before, after }: LogsAsked,
  startedAt: EpochMillis,
): Promise<Result<ContainerLog>> {
  return asking(async (engine) => {
    const [fromMs, toMs] = [(second - before) * 1_000, (second + 1 + after) * 1_000];
    const atMs = startedAt + second * 1_000;
    const read = await logsAround(engine, container, {
      atMs,
      beforeMs: before * 1_000,
      afterMs: (after + 1) * 1_000,
    });
    if (!read.ok) return read;
    const lines = read.value.lines.map((line) => ({
      atMs: line.atMs - startedAt,
      stream: line.stream === 'stderr' ? ('err' as const) : ('out' as const),
      text: line.text,
    }));
    return succeed({ container, fromMs, toMs, lines, cut: read.value.isCut });
  });
}

async function asking<T>(ask: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>> {
  const engine = new EngineApi({ timeoutMs: ANSWER_WITHIN_MS });
  try {
    return await ask(engine);
  } finally {
    engine.close();
  }
}
