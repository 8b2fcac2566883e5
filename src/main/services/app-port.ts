import type { AlertDelivery, DesktopAlert, Webhook } from '../../contract/alert.ts';
import type { AppInfo, Capabilities } from '../../contract/app-info.ts';
import type { BaselineVerdict } from '../../contract/baseline.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import type { Summary } from '../../contract/summary.ts';
import type { ArgumentOf, EventName, Events, Handlers, PlanRef } from '../../contract/wire.ts';

/** What a host hands to `createApp` of app.ts. */
export interface AppOptions {
  readonly dataDir: string;
  readonly host: AppInfo['host'];
  readonly capabilities: Capabilities;
  /** The load thread, built or source; the host knows where it is. */
  readonly threadEntry: URL;
  /** The thread that watches the targets of a run. */
  readonly samplerEntry: URL;
  /** The thread that reads large texts, built or source. */
  readonly readerEntry: URL;
  /** The thread that reads runs. */
  readonly runReaderEntry: URL;
  /** The thread that empties the bin and measures runs. */
  readonly binEntry: URL;
  /** The sample services' process. */
  readonly samplesEntry: URL;
  readonly presetsDir: string;
  /** The built page of report files. */
  readonly reportDir: string;
  readonly version: string;
  /** Hosts outside loopback that may be asked, named by the user. */
  readonly allowHosts: readonly string[];
  /** Starts a Node program; the default is a child process of the running Node. Electron gives a utility process. */
  readonly spawnProcess?: SpawnProcess;
  /** Shows an alert on the desktop; absent: this host cannot, or its page does. */
  readonly notify?: (alert: DesktopAlert) => void;
}

/** A program of our own, running beside us. */
export interface ChildProgram {
  /** Called with each line of its standard output. */
  onLine(listener: (line: string) => void): void;
  /** Called with what it says on standard error. */
  onComplaint(listener: (text: string) => void): void;
  /** Called once when it is gone. */
  onExit(listener: (code: number | null) => void): void;
  writeLine(line: string): void;
  /** Asks it to end; `hard` does not ask. */
  kill(hard: boolean): void;
}
/** Starts a program of ours in a process that ends when this one does, however it ends. */
export type SpawnProcess = (entry: URL, args: readonly string[]) => ChildProgram;

/** What the command line may add to a start; the rest is the wire's. */
export type StartRun = ArgumentOf<'runs.start'> & {
  readonly precision?: 'tick' | 'spin';
  /** Folder of the plan's file, for feeds and body files beside it. Not on the wire: a page names no folders. */
  readonly planFolder?: string;
  /** Files kept with the plan, by the name it gives them. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
};

export interface StartedRun {
  readonly runId: string;
  /** What holds for it and is to be said: the caps of public hosts. */
  readonly remarks: readonly string[];
  /** Resolves when the run has ended, graded and stored; a failed run resolves too. */
  readonly done: Promise<Summary>;
  /** What of it is not on the disk, in a sentence or two; empty when all is. */
  unsaved(): string;
}

/** What the command line may add to a series; the rest is the wire's. */
export type StartSeries = Omit<ArgumentOf<'series.start'>, 'a' | 'b'> & {
  readonly a: StartSide;
  readonly b?: StartSide | undefined;
};
type StartSide = ArgumentOf<'series.start'>['a'] & Pick<StartRun, 'planFolder'>;

export interface StartedSeries extends Pick<StartedRun, 'runId' | 'remarks'> {
  readonly seriesId: string;
  /** Resolves when its last run has ended and what came out is stored: why a run of it could not start; null: all did. */
  readonly done: Promise<Failure | null>;
}

/** What is to be done once a run is over. */
export interface AfterRunAsked {
  /** To be held against; `latest`: the one of its plan that was set last, if there is one. Absent: against none. */
  readonly baseline?: { readonly name: string; readonly tolerancePercent: number } | 'latest';
  /** For this run alone; absent: that of the settings. */
  readonly webhook?: Webhook;
}

export interface AfterRun {
  /** Null: it was held against no baseline. */
  readonly judged: Result<BaselineVerdict> | null;
  readonly alert: AlertDelivery;
}

/** The part of the app a host with screens needs: commands in, events out. */
export type AppDoor = Pick<App, 'dispatch' | 'on'>;

/** The product without a face: every host is a thin shell around one of these. */
export interface App {
  readonly handlers: Handlers;
  /** Parses the argument at the door and answers with a value, whatever happens: see dispatch.ts. */
  dispatch(name: string, argument: unknown): Promise<Result<unknown>>;
  /** @returns takes the listener away again */
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
  readonly runs: { start(run: StartRun): Promise<Result<StartedRun>> };
  readonly series: {
    start(series: StartSeries): Promise<Result<StartedSeries>>;
    goOn(argument: ArgumentOf<'series.continue'>): Promise<Result<StartedSeries>>;
  };
  /**
   * What a run would miss of what it takes from beside its plan: variables that are not set.
   * @param folder of the plan's file; null: none. Not on the wire: a page names no folders
   */
  missingInputs(plan: PlanRef, folder: string | null): Promise<Result<readonly string[]>>;
  /**
   * Once a run is over: holds it against a baseline, then tells whom it concerns. Not on the wire: a page names no address to
   * post to. A run that was started through the handlers is looked after by itself.
   */
  afterRun(runId: string, asked: AfterRunAsked): Promise<Result<AfterRun>>;
  /** Whether alerts could be posted there. */
  checkWebhook(webhook: Webhook): Promise<Result<unknown>>;
  /** What the user should know about the stored data: opened read-only, or moved aside and rebuilt. */
  notice(): string | null;
  /** Stops runs gracefully and marks them stopped, stops the sample services, closes the database. Safe to call twice. */
  close(): Promise<void>;
}
