import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Result } from '../../../contract/failure.ts';
import { formatBytes, formatMs, formatNumber } from '../../../contract/format.ts';
import {
  type Calibration,
  type CalibrationStep,
  calibrationText,
  type Diagnosis,
} from '../../../contract/machine.ts';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { createAnswerStore } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { SettingLine } from './SettingLine.tsx';

const STEPS: readonly Column<CalibrationStep>[] = [
  { key: 'rate', header: 'Rate', align: 'end', cell: (step) => `${formatNumber(step.ratePerSecond)}/s` },
  { key: 'sent', header: 'Sent', align: 'end', cell: (step) => `${formatNumber(step.sentPerSecond)}/s` },
  { key: 'late', header: 'Starts late (p99)', align: 'end', cell: (step) => formatMs(step.latenessP99Ms) },
  { key: 'delay', header: 'Loop delay', align: 'end', cell: (step) => formatMs(step.loopDelayMaxMs) },
  { key: 'kept', header: 'On schedule', cell: (step) => (step.trusted ? 'yes' : 'no') },
];

/** What this machine has, and, on request, how fast it starts requests on time: `plimsoll doctor` as a panel. */
export function MachinePanel() {
  const { host } = useWorkbench();
  const found = useMemo(() => createAnswerStore(host, 'machine.diagnose', {}), [host]);
  useEffect(() => void found.getState().load(), [found]);
  const [calibrated, setCalibrated] = useState<Result<Calibration> | 'running' | null>(null);
  const calibrate = async () => {
    setCalibrated('running');
    setCalibrated(await host.call('machine.calibrate', {}));
  };
  return (
    <Panel
      title="This machine"
      testId="machine"
      actions={
        <Button disabled={calibrated === 'running'} onClick={calibrate} data-testid="calibrate">
          {calibrated === 'running' ? 'Calibrating for ten seconds…' : 'Calibrate'}
        </Button>
      }
    >
      <Loaded of={useStore(found).answer}>{(diagnosis) => <Facts diagnosis={diagnosis} />}</Loaded>
      <CalibrationPart calibrated={calibrated} />
    </Panel>
  );
}

function Facts({ diagnosis: { machine } }: { diagnosis: Diagnosis }) {
  const { openFiles, localPorts } = machine;
  return (
    <>
      <SettingLine name="CPU cores">{machine.cores}</SettingLine>
      <SettingLine name="Free memory">{formatBytes(machine.freeMemoryBytes)}</SettingLine>
      <SettingLine name="File descriptors">
        {openFiles === null
          ? 'not known here'
          : `${formatNumber(openFiles.limit)} allowed, ${formatNumber(openFiles.inUse)} in use`}
      </SettingLine>
      <SettingLine name="Local ports">
        {localPorts === null ? 'not known here' : `${localPorts.first} to ${localPorts.last}`}
      </SettingLine>
    </>
  );
}

function CalibrationPart({ calibrated }: { calibrated: Result<Calibration> | 'running' | null }) {
  if (calibrated === null || calibrated === 'running') return null;
  if (!calibrated.ok) return <ErrorNote failure={calibrated.failure} reveal />;
  const { steps } = calibrated.value;
  return (
    <>
      <p role="status">{calibrationText(calibrated.value)}</p>
      <DataTable
        label="Rates that were tried"
        columns={STEPS}
        rows={steps}
        rowKey={(step) => String(step.ratePerSecond)}
        testId="calibration"
      />
    </>
  );
}
