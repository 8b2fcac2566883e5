import { availableParallelism } from 'node:os';
import type { AppInfo } from '../../contract/app-info.ts';
import type { BaselineRow } from '../../contract/baseline.ts';
import { fail, type Result, succeed } from '../../contract/failure.ts';
import type { Calibration } from '../../contract/machine.ts';
import type { OpenApiCoverage } from '../../contract/plan-editing.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import type { ArgumentOf, Handlers } from '../../contract/wire.ts';
import type { Storage } from '../storage/storage.ts';
import type { AppOptions, StartRun } from './app-port.ts';
import type { Consoles } from './console/console.ts';
import type { EventHub } from './event-hub.ts';
import { keptHandlers } from './kept-handlers.ts';
import { calibrate } from './machine/calibrate.ts';
import { diagnose } from './machine/diagnose.ts';
import type { Gate } from './open-gate.ts';
import { unhiddenSecrets } from './plans/check/unhidden-secrets.ts';
import { resolvePlan } from './plans/compile/resolve-plan.ts';
import { describePlan } from './plans/describe/describe-plan.ts';
import { planHandlers } from './plans/library/plan-handlers.ts';
import { planOfRun } from './plans/library/plan-of-run.ts';
import type { PlanParts } from './plans/library/plan-parts.ts';
import { listPresets } from './plans/library/presets.ts';
import type { Ports } from './ports.ts';
import type { Reads } from './reads/reads.ts';
import { secondsIn } from './reads/run-answers.ts';
import type { Regrading } from './regrading/regrading.ts';
import { exportRun } from './reports/export.ts';
import type { Retention } from './retention/retention.ts';
import type { History } from './runs/history.ts';
import { historyHandlers } from './runs/history-handlers.ts';
import { resolveTargets, type TargetOptions } from './runs/resolve-targets.ts';
import { RUN_BUSY } from './runs/run-failures.ts';
import type { Runs } from './runs/runs.ts';
import type { RunSeries } from './series/series.ts';
import { seriesHandlers } from './series/series-handlers.ts';
import { changeSettings, readSettings } from './settings.ts';
import { recogniseTargets } from './target/recognise-targets.ts';
import { sampleTargets } from './target/sample-targets.ts';
import type { Samples } from './target/samples.ts';
import {
  addService,
  changeService,
  moveService,
  removeService,
  restoreService,
} from './target/service-book.ts';
import type { TargetTools } from './target-checks/target-tools.ts';
import type { Workspace } from './workspace.ts';

interface HandlerParts {
  readonly options: AppOptions;
  readonly ports: Pick<Ports, 'startCrew' | 'localSystem'>;
  readonly storage: Pick<Storage, 'settings' | 'notice'>;
  readonly runs: Runs;
  readonly series: RunSeries;
  /** As `runs.start`, refused while a series goes on. */
  startRun(run: StartRun): ReturnType<Runs['start']>;
  readonly reads: Reads;
  readonly history: History;
  readonly samples: Samples;
  readonly workspace: Workspace;
  readonly plans: PlanParts;
  readonly gate: Gate;
  readonly events: EventHub;
  readonly consoles: Consoles;
  readonly targetTools: TargetTools;
  readonly retention: Retention;
  readonly regrading: Regrading;
  targetOptions(): TargetOptions;
}

/** Every command of the wire, one line each; what they do stands in the files they name. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { runs, series, reads, history, samples, workspace, options, ports, consoles, targetTools } = parts;
  const { targetOptions } = parts;
  const { settings } = parts.storage;
  return {
    'app.info': async () => succeed(appInfo(parts)),
    'services.list': async ({ deleted }) =>
      succeed(deleted === true ? workspace.removed() : workspace.rows()),
    'services.check': async (argument) => succeed(await workspace.check(argument)),
    'services.add': async (draft) => workspace.change((book) => addService(book, draft)),
    'services.change': async ({ id, ...rest }) => workspace.change((book) => changeService(book, id, rest)),
    'services.move': async ({ id, to }) => workspace.change((book) => moveService(book, id, to)),
    'services.remove': async ({ id }) => workspace.change((book) => removeService(book, id)),
    'services.restore': async ({ id }) => workspace.change((book) => restoreService(book, id)),
    'target.recognise': async ({ urls }) => succeed(await recogniseTargets(urls, ports.localSystem)),
    'samples.get': async () => succeed(samples.state()),
    'samples.start': async ({ profile }) => samples.start(profile),
    'samples.setProfile': async ({ profile }) => samples.setProfile(profile),
    'samples.stop': async () => succeed(await samples.stop()),
    'target.check': (argument) => targetTools.check(argument),
    'target.containers': () => targetTools.containers(),
    'target.containerStats': (argument) => targetTools.containerStats(argument),
    'target.containerLogs': (argument) => targetTools.containerLogs(argument),
    'presets.list': async () => listPresets(options.presetsDir),
    'plans.describe': async (argument) => preview(argument, parts),
    'plans.coverage': async (argument) => coverage(argument, parts),
    ...planHandlers(parts.plans),
    'runs.start': async (argument) => startRun(parts, argument),
    'runs.steer': async (argument) => runs.steer(argument),
    'runs.stop': async (argument) => runs.stop(argument),
    ...historyHandlers(history, runs),
    'runs.get': async (argument) => runs.get(argument),
    'runs.seconds': async (argument) => {
      const rows = runs.liveDocument(argument.runId)?.perSecond;
      return rows === undefined ? reads.ask('seconds', argument) : succeed(secondsIn(rows, argument));
    },
    'runs.gauges': async (argument) => {
      const live = runs.liveDocument(argument.runId);
      return live === null ? reads.ask('gauges', argument) : succeed(live.gauges ?? []);
    },
    'runs.annotate': async (argument) => runs.annotate(argument),
    ...keptHandlers(parts),
    'runs.compare': (argument) => reads.ask('compare', argument),
    ...gateHandlers(parts),
    'runs.heatmap': (argument) => reads.ask('heatmap', argument),
    'runs.select': (argument) => reads.ask('select', argument),
    'runs.grades': (argument) => reads.ask('grades', argument),
    'runs.why': (argument) => reads.ask('why', argument),
    'runs.scopeSeconds': (argument) => reads.ask('scopeSeconds', argument),
    'runs.requests': (argument) => reads.ask('requests', argument),
    'runs.request': (argument) => reads.ask('request', argument),
    'runs.asPlan': async (argument) => planOfRun(await reads.ask('appliedRun', argument), options.presetsDir),
    'runs.export': async (argument) => exportStored(parts, argument),
    ...seriesHandlers(series, () => workspace.builtInIsUsed()),
    'console.open': (argument) => consoles.open(argument),
    'console.send': async (argument) => consoles.send(argument),
    'console.ping': async (argument) => consoles.ping(argument),
    'console.close': async (argument) => consoles.close(argument),
    'machine.diagnose': ({ plan }) => diagnose(plan ?? null, targetOptions()),
    'machine.calibrate': () => calibrateHere(parts),
    'settings.get': async () => succeed(readSettings(settings)),
    'settings.set': async (change) => succeed(changeSettings(settings, change)),
  };
}

type GateCommand = Extract<keyof Handlers, `baselines.${string}` | `alerts.${string}`>;

/** Those of baselines, and of who is told. */
function gateHandlers(parts: HandlerParts): Pick<Handlers, GateCommand> {
  const { baselines, alerts } = parts.gate;
  return {
    'baselines.list': async (argument) => succeed(baselines.list(argument)),
    'baselines.set': async (argument) => baselines.set(argument),
    'baselines.get': async (argument) => baselines.get(argument),
    'baselines.remove': async (argument) => baselines.remove(argument),
    'baselines.restore': async (argument) => baselines.restore(argument),
    'baselines.ahead': (argument) => baselineAhead(argument, parts),
    'baselines.judge': (argument) => baselines.judge(argument),
    'baselines.judgeSeries': (argument) => baselines.judgeSeries(argument),
    'alerts.get': async () => succeed(alerts.state()),
    'alerts.set': async (change) => alerts.change(change),
    'alerts.try': (argument) => alerts.try(argument),
  };
}

async function coverage(
  { plan, document, source, services }: ArgumentOf<'plans.coverage'>,
  { plans, targetOptions }: Pick<HandlerParts, 'plans' | 'targetOptions'>,
): Promise<Result<OpenApiCoverage>> {
  const resolved = await resolvePlan(plan, {}, { ...targetOptions(), isOnlyRead: true });
  if (!resolved.ok) return resolved;
  return plans.reader.ask('coverage', { plan: resolved.value.source, text: document, source, services });
}

/** Against the sample services, which are stopped again where they did not run before. */
async function calibrateHere({
  runs,
  series,
  samples,
  options: { version, threadEntry, presetsDir },
  ports: { startCrew },
}: HandlerParts): Promise<Result<Calibration>> {
  if (runs.isBusy || series.isUnderWay) return fail(RUN_BUSY);
  const ran = samples.state().state !== 'stopped';
  const started = await samples.start('healthy');
  if (!started.ok) return started;
  const sinkUrl = `${started.value.urls.gateway}/`;
  const done = await calibrate({ sinkUrl, presetsDir, threadEntry, startCrew, plimsollVersion: version });
  if (!ran) await samples.stop();
  return done;
}

function appInfo({ options, storage, workspace }: HandlerParts): AppInfo {
  return {
    version: options.version,
    host: options.host,
    capabilities: options.capabilities,
    node: process.versions.node,
    dataDir: options.dataDir,
    cores: availableParallelism(),
    storageNotice: [storage.notice, workspace.notice()].filter((part) => part !== null).join(' ') || null,
  };
}

async function preview(
  { plan, overrides = {}, onSamples }: ArgumentOf<'plans.describe'>,
  { plans, samples, targetOptions }: Pick<HandlerParts, 'plans' | 'samples' | 'targetOptions'>,
): Promise<Result<PlanPreview>> {
  const there = onSamples === true ? sampleTargets(samples.state()) : null;
  const targeted = await resolveTargets({ plan, overrides }, there, targetOptions());
  if (!targeted.ok) return targeted;
  const { resolved } = targeted.value;
  const described = describePlan({ ...resolved, overrides: targeted.value.overrides });
  const readable = unhiddenSecrets(resolved, { ...plans.secrets.env(), ...resolved.secrets });
  return succeed(plans.known.redact({ ...described, warnings: [...described.warnings, ...readable] }));
}

async function baselineAhead(
  { name, plan, overrides = {}, onSamples }: ArgumentOf<'baselines.ahead'>,
  { gate, samples, targetOptions }: Pick<HandlerParts, 'gate' | 'samples' | 'targetOptions'>,
): Promise<Result<BaselineRow>> {
  const there = onSamples === true ? sampleTargets(samples.state()) : null;
  const targeted = await resolveTargets({ plan, overrides }, there, targetOptions());
  return targeted.ok ? gate.baselines.ahead(name, targeted.value.resolved.plan) : targeted;
}

async function startRun(
  { startRun: start, plans, workspace, gate, events }: HandlerParts,
  argument: ArgumentOf<'runs.start'>,
): Promise<Result<{ runId: string }>> {
  const { plan } = argument;
  const files = plan.kind === 'stored' ? plans.plans.fileBytes(plan.planId) : undefined;
  const started = await start({ ...argument, ...(files === undefined ? {} : { files }) });
  if (!started.ok) return started;
  if (plan.kind === 'preset' && argument.onSamples !== true) workspace.builtInIsUsed();
  const { runId, done } = started.value;
  // Nobody else waits for the end of a run that a page has started.
  void done
    .then(() => gate.settle(runId, { baseline: 'latest' }))
    .then((settled) => {
      if (settled.ok && settled.value.alert.outcome !== 'not due')
        events.emit('alert.settled', { runId, ...settled.value.alert });
    }, none);
  return succeed({ runId });
}

/** A run whose end cannot be told is a bug that was told. */
function none(): void {}

async function exportStored(
  { runs, reads, options: { reportDir } }: HandlerParts,
  { runId, format }: ArgumentOf<'runs.export'>,
): Promise<ReturnType<typeof exportRun>> {
  // A report packs all seconds of a run: that is done where they are read.
  if (format === 'html' && !runs.isUnderWay(runId)) return reads.ask('report', { runId, reportDir });
  const detail = await runs.get({ runId });
  if (!detail.ok) return detail;
  const { summary } = detail.value;
  return format === 'html'
    ? reads.ask('report', { runId, reportDir, summary })
    : exportRun(summary, format, { reportDir });
}
