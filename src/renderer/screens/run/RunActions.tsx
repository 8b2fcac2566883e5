import { Download, Ellipsis, Flag, GitCompareArrows, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ExportFormat } from '../../../contract/export-formats.ts';
import { entriesOf } from '../../../contract/keys.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunDetail } from '../../../contract/wire.ts';
import { ActionMenu } from '../../parts/ActionMenu.tsx';
import { Button } from '../../parts/Button.tsx';
import { download } from '../../parts/download.ts';
import { SwitchField } from '../../parts/SwitchField.tsx';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { EXPORT_WORDS } from '../../words/words.ts';
import { BaselineDialog } from './BaselineDialog.tsx';
import { useKeptActions } from './use-kept-actions.tsx';

interface Props {
  readonly detail: RunDetail;
  /** Null: what is shown takes every second. */
  readonly exclude: boolean | null;
  readonly recomputing: boolean;
  readonly onExclude: (exclude: boolean) => void;
  /** A grading was added. */
  readonly onRegraded: () => void;
}

const FORMATS = entriesOf(EXPORT_WORDS);

/** What can be done with a run. */
export function RunActions({ detail, exclude, recomputing, onExclude, onRegraded }: Props) {
  const { row, summary } = detail;
  const [, navigate] = useLocation();
  const exportRun = useExport(row.runId);
  const openStart = useStartDialog();
  const kept = useKeptActions(detail, onRegraded);
  const bad = summary.trust.badSeconds.length;
  const again = () => {
    if (summary.capacity !== undefined) return navigate(paths.capacity({ kind: 'run', name: row.runId }));
    openStart({
      plan: { kind: 'text', text: detail.planText },
      secretsOf: row.runId,
      title: row.name,
      expected: '',
      streams: summary.endpoints.length > 0 && summary.endpoints.every(({ protocol }) => protocol !== 'http'),
      canUseSamples: true,
      overrides: againOverrides(detail.overrides),
    });
  };
  const [isNaming, setIsNaming] = useState(false);
  return (
    <>
      {isNaming ? <BaselineDialog detail={detail} onClose={() => setIsNaming(false)} /> : null}
      {bad === 0 || exclude === null ? null : (
        <SwitchField
          label={`Leave out ${bad} disturbed ${bad === 1 ? 'second' : 'seconds'}`}
          checked={exclude}
          onChange={onExclude}
          disabled={recomputing}
        />
      )}
      <ActionMenu
        trigger={<Button icon={<Download />}>Export</Button>}
        actions={FORMATS.filter(([format]) => hasForm(summary, format)).map(([format, [word, meaning]]) => ({
          key: format,
          text: word,
          detail: meaning,
          run: () => exportRun(format),
        }))}
      />
      <ActionMenu
        trigger={<Button icon={<Ellipsis size={15} />} aria-label="More" />}
        actions={[
          { key: 'again', text: 'Run again', icon: <RotateCcw size={14} />, run: again },
          {
            key: 'compare',
            text: 'Compare with another',
            icon: <GitCompareArrows size={14} />,
            run: () => navigate(paths.compare(row.runId)),
          },
          {
            key: 'baseline',
            text: 'Set as baseline',
            icon: <Flag size={14} />,
            run: () => setIsNaming(true),
          },
          ...kept.actions,
        ]}
      />
      {kept.dialog}
    </>
  );
}

/** Tables of what only some runs have are offered of those. */
function hasForm({ capacity, segments, watches }: Summary, format: ExportFormat): boolean {
  if (format === 'csv-capacity') return capacity !== undefined;
  if (format === 'csv-gauges' || format === 'csv-watches') return watches !== undefined;
  return format !== 'csv-segments' || segments !== undefined;
}

/** What was changed about the plan, without what the text of an address's plan holds itself by now. */
function againOverrides(overrides: RunDetail['overrides']): RunDetail['overrides'] {
  const { requests: _r, message: _m, subscribe: _s, sse: _e, ...rest } = overrides;
  return rest;
}

/** Makes a report of a run and hands it to the browser or the window as a download. */
function useExport(runId: string): (format: ExportFormat) => Promise<void> {
  const { host, notices } = useWorkbench();
  return async (format) => {
    const result = await notices.getState().attempt(host.call('runs.export', { runId, format }));
    if (!result.ok) return;
    const { fileName, text, mediaType } = result.value;
    download(fileName, text, mediaType);
    notices.getState().say(`${fileName} is downloaded.`);
  };
}
