import type { CapacityDocument } from '../../../contract/capacity.ts';
import type { StressAnswers } from '../../../contract/stress.ts';
import { stressLines } from '../../../contract/stress-text.ts';
import { Grid, Note, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';

interface Props {
  readonly stress: StressAnswers;
  /** A search that is told on the same page, with what of the answers is its own. */
  readonly told?: CapacityDocument | undefined;
}

/** The four answers of a run beyond its expected load, a line each. */
export function StressPanel({ stress, told }: Props) {
  return (
    <Panel
      title="Stress"
      aside={told === undefined ? 'how it degrades, breaks and recovers' : undefined}
      testId="stress"
    >
      <Grid as="dl" columns="max-content minmax(0, 1fr)" gap={8}>
        {stressLines(stress, told).map(({ name, sentence }) => (
          <Line key={name} name={name} sentence={sentence} />
        ))}
      </Grid>
    </Panel>
  );
}

function Line({ name, sentence }: { name: string; sentence: string }) {
  return (
    <>
      <Note as="dt" size="body">
        {name}
      </Note>
      <Text as="dd">{sentence}</Text>
    </>
  );
}
