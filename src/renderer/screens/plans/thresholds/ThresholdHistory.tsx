import { useMemo } from 'react';
import { counted, GRADE_WORDS } from '../../../../contract/format.ts';
import { statisticFor } from '../../../../contract/grade-metrics.ts';
import type { ThresholdVersion } from '../../../../contract/grading.ts';
import { statisticWord } from '../../../../contract/percentiles.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { Box, Note, Stack, Text } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useAnswer } from '../../../parts/use-answer.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { momentOf } from '../../../words/time-words.ts';
import { METRIC_WORDS } from '../../../words/words.ts';
import { metricOf } from './thresholds.ts';

/** Every set of thresholds the plan had, the present one first: runs of then can be graded by those of now, and the other way round. */
export function ThresholdHistory({
  planId,
  revision,
}: {
  readonly planId: string;
  readonly revision: number;
}) {
  const { host } = useWorkbench();
  const ask = useMemo(() => () => host.call('plans.thresholds', { planId }), [host, planId]);
  const { answer } = useAnswer(ask, revision);
  if (answer.state !== 'ready' || answer.value.length === 0) return null;
  const versions = answer.value.toReversed();
  return (
    <Panel
      title="Versions of the thresholds"
      aside="as they were saved; a run keeps those it was graded with"
      flush
      testId="threshold-history"
    >
      <Box as="ul" divided>
        {versions.map((version, nth) => (
          <VersionLine key={version.version} version={version} isPresent={nth === 0} />
        ))}
      </Box>
    </Panel>
  );
}

function VersionLine({
  version: one,
  isPresent,
}: {
  readonly version: ThresholdVersion;
  readonly isPresent: boolean;
}) {
  const { version, cameAt, thresholds, gate } = one;
  const gateText = gate === 'none' ? 'no gate' : `gate ${GRADE_WORDS[gate]}`;
  return (
    <Stack as="li" gap={2} pad="sides" style={{ paddingBlock: 8 }}>
      <Text weight={isPresent ? 'semibold' : 'medium'}>
        Version {version}
        {isPresent ? ', the present one' : ''}
      </Text>
      <Note as="span">
        since {momentOf(cameAt)} · {counted(thresholds.length, 'threshold')} · {gateText}
      </Note>
      <Note as="ul">
        {thresholds.map((threshold) => (
          <li key={JSON.stringify(threshold)}>{thresholdText(threshold)}</li>
        ))}
      </Note>
    </Stack>
  );
}

function thresholdText(threshold: Threshold): string {
  const { service, endpoint, scope, metric, excellent, good, acceptable } = threshold;
  const statistic = statisticFor(threshold);
  const place = endpoint ?? (scope === undefined ? 'as a whole' : 'each endpoint');
  const what = `${METRIC_WORDS[metric]}${statistic === null ? '' : `, ${statisticWord(statistic)}`}`;
  const bounds = [excellent, good, acceptable].flatMap((bound) => bound ?? []).join(' · ');
  return `${service} ${place}: ${what} ${bounds} ${metricOf(metric).unit}`;
}
