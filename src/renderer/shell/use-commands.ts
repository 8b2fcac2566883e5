import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { outcomeText } from '../../contract/format.ts';
import type { RunRow } from '../../contract/wire.ts';
import { valueIn } from '../stores/loadable.ts';
import { runningRow } from '../stores/runs.ts';
import { useWorkbench, type Workbench } from '../stores/workbench.tsx';
import { pathOfRun, paths } from '../words/navigation.ts';
import { ANALYSIS_KEYS } from '../words/page-keys.ts';
import { agoOf } from '../words/time-words.ts';
import { PLACES } from './places.ts';
import { useStartDialog } from './StartDialog.tsx';
import { requestOfPreset } from './start-form.ts';

const MAX_RUNS = 200;

/** Everything the palette offers now: places, presets, runs, and what the run in progress allows. */
export function useCommands(): CommandGroup[] {
  const workbench = useWorkbench();
  const { runs, plans, presets } = workbench;
  const [location, navigate] = useLocation();
  const openStart = useStartDialog();
  const rows = useStore(runs, (state) => state.rows);
  const written = valueIn(useStore(plans, (state) => state.rows)) ?? [];
  const known = valueIn(useStore(presets, (state) => state.answer)) ?? [];
  const go = (text: string, path: string, detail: string): Command => ({
    value: `go ${path}`,
    text,
    detail,
    run: () => navigate(path),
  });
  const running = runningRow(rows);
  const now =
    running === null
      ? []
      : [go(`Watch ${running.name}`, paths.live(running.runId), 'running'), stopCommand(running, workbench)];
  const groups: CommandGroup[] = [
    { value: 'Now', items: now },
    { value: 'On this page', items: onThisPage(location) },
    {
      value: 'Go to',
      items: [
        ...Object.values(PLACES).map(({ longWord, path, key }) => go(longWord, path, `G ${key}`)),
        go('Bin', paths.bin, 'deleted runs and plans'),
      ],
    },
    {
      value: 'Start',
      items: known.map((preset) => ({
        value: `start ${preset.name}`,
        text: `Start ${preset.title}`,
        detail: preset.load,
        run: () => openStart(requestOfPreset(preset)),
      })),
    },
    { value: 'Plans', items: written.map((row) => go(`Edit ${row.name}`, paths.plan(row.planId), row.load)) },
    { value: 'Do', items: deeds(workbench) },
    {
      value: 'Runs',
      items: (valueIn(rows) ?? []).slice(0, MAX_RUNS).map((row) => ({
        value: `run ${row.runId}`,
        text: row.name,
        detail: `${outcomeText(row)} · ${agoOf(row.startedAt, Date.now())}`,
        run: () => navigate(pathOfRun(row)),
      })),
    },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

function stopCommand({ runId, name }: RunRow, { host, notices }: Workbench): Command {
  return {
    value: 'stop',
    text: `Stop ${name}`,
    detail: 'gracefully',
    run: () => void notices.getState().attempt(host.call('runs.stop', { runId })),
  };
}

/** What letters do where they do something. */
function onThisPage(location: string): Command[] {
  if (!/^\/runs\/[^/]+\/analysis/.test(location)) return [];
  return Object.values(ANALYSIS_KEYS).map(({ key, does }) => ({
    value: `key ${key}`,
    text: does,
    detail: key.toUpperCase(),
    run: () => pressLater(key),
  }));
}

/** No dialog stays open for longer. */
const CLOSED_MS = 2_000;

/** Presses a letter once the palette is gone, which has the keys to itself. */
function pressLater(key: string): void {
  const until = performance.now() + CLOSED_MS;
  const press = () => {
    const isOpen = document.querySelector('[role="dialog"]') !== null;
    if (!isOpen) dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    else if (performance.now() < until) requestAnimationFrame(press);
  };
  requestAnimationFrame(press);
}

/** What can be done anywhere. */
function deeds({ settings, services }: Workbench): Command[] {
  return [
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      value: `theme ${theme}`,
      text: `Theme: ${theme}`,
      detail: '',
      run: () => void settings.getState().change({ theme }),
    })),
    {
      value: 'check',
      text: 'Check all services',
      detail: '',
      run: () => void services.getState().check(),
    },
  ];
}

/** One thing the palette can do. */
export interface Command {
  readonly value: string;
  readonly text: string;
  readonly detail: string;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly value: string;
  readonly items: readonly Command[];
}
