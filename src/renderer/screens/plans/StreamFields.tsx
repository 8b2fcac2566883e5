import { durationReader, jsonReader, numberReader, plainReader, printJson } from './field-readers.ts';
import { PlanArea } from './PlanArea.tsx';
import { PlanField } from './PlanField.tsx';
import type { ClassView } from './plan-classes.ts';
import styles from './StreamFields.module.css';

/** What a WebSocket or event stream does; the rarer settings stand in the text. */
export function StreamFields({ group }: { group: ClassView }) {
  const at = [...group.path, group.kind];
  if (group.kind === 'sse') {
    return (
      <div className={styles.fields}>
        <PlanField label="Path" mono path={[...at, 'path']} />
        <PlanField
          label="Opened per second"
          path={[...at, 'connectRate']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="100"
        />
        <PlanField label="Read for" path={[...at, 'hold']} read={durationReader} placeholder="to the end" />
      </div>
    );
  }
  return (
    <div className={styles.stream}>
      <div className={styles.fields}>
        <PlanField label="Path" mono path={[...at, 'path']} />
        <PlanField
          label="Opened per second"
          path={[...at, 'connectRate']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="100"
        />
        <PlanField
          label="Messages per second, each"
          path={[...at, 'messageRate']}
          read={numberReader(0)}
          placeholder="1"
        />
      </div>
      <PlanArea
        label="Message, as JSON; none: protocol pings"
        mono
        path={[...at, 'message']}
        read={jsonReader}
        print={printJson}
        rows={2}
      />
      <div className={styles.fields}>
        <PlanField
          label="Answered by the frame with this pointer"
          mono
          path={[...at, 'reply', 'pointer']}
          placeholder="/type"
        />
        <PlanField
          label="being"
          mono
          path={[...at, 'reply', 'value']}
          read={plainReader}
          placeholder="pong"
        />
      </div>
    </div>
  );
}
