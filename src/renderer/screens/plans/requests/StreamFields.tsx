import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Stack } from '../../../parts/Box.tsx';
import { DraftField } from '../fields/DraftField.tsx';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import {
  durationReader,
  jsonReader,
  numberReader,
  plainReader,
  printJson,
  type Reader,
} from '../fields/field-readers.ts';
import { PlanArea } from '../fields/PlanArea.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { putEdits } from '../fields/plan-data.ts';
import type { ClassView } from './plan-classes.ts';

/** What a WebSocket or event stream does; the rarer settings stand in the text. */
export function StreamFields({ group }: { group: ClassView }) {
  const at = [...group.path, group.kind];
  if (group.kind === 'sse') {
    return (
      <Grid columns="1.6fr 1fr 1fr" gap={10} align="end" below={4}>
        <PlanField label="Path" mono path={[...at, 'path']} />
        <PlanField
          label="Opened per second"
          path={[...at, 'connectRate']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="100"
        />
        <PlanField label="Read for" path={[...at, 'hold']} read={durationReader} placeholder="to the end" />
      </Grid>
    );
  }
  return (
    <Stack gap={10} below={12}>
      <Grid columns="1.6fr 1fr 1fr" gap={10} align="end" below={4}>
        <PlanField label="Path" mono path={[...at, 'path']} />
        <PlanField
          label="Opened per second"
          path={[...at, 'connectRate']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="100"
        />
        <PlanField
          label="Messages per second per connection"
          path={[...at, 'messageRate']}
          read={numberReader(0)}
          placeholder="1"
        />
      </Grid>
      <PlanArea
        label="Sent once after opening, as a JSON list of frames"
        mono
        path={[...at, 'subscribe']}
        read={framesReader}
        print={printJson}
        placeholder='[{ "action": "subscribe", "topics": ["prices"] }]'
        rows={2}
      />
      <FrameRule path={[...at, 'confirm']} what="Subscribed once a frame has, at" value="subscribed" />
      <PlanArea
        label="Message, as JSON; none: protocol pings"
        mono
        path={[...at, 'message']}
        read={jsonReader}
        print={printJson}
        rows={2}
      />
      <FrameRule path={[...at, 'reply']} what="Answered once a frame has, at" value="pong" />
    </Stack>
  );
}

const framesReader: Reader = (text) => {
  const reading = jsonReader(text);
  if ('error' in reading || reading.value === undefined || Array.isArray(reading.value)) return reading;
  return { error: 'A list, such as [{ "action": "subscribe" }]' };
};

/** Which frame says something: the one with this value at this JSON pointer. Both or neither. */
function FrameRule({ path, what, value }: { path: PlanPlace; what: string; value: string }) {
  const { data, edit } = useEditor();
  const rule = recordOf(valueAt(data, path));
  return (
    <Grid columns="1.6fr 1fr" gap={10} align="start">
      <DraftField
        label={what}
        value={textOf(rule.pointer)}
        read={pointerReader}
        onValue={(pointer) =>
          edit(
            pointer === undefined
              ? putEdits(data, path, undefined)
              : putEdits(data, path, { pointer, value: rule.value ?? value }),
          )
        }
        placeholder="/type"
        problem={useProblem(path)}
      />
      <PlanField
        label="this value"
        mono
        path={[...path, 'value']}
        read={rule.pointer === undefined ? withoutPointer : valueReader}
        placeholder={value}
      />
    </Grid>
  );
}

function useProblem(path: PlanPlace): string | null {
  const { check } = useEditor();
  return problemsUnder(check, path)[0]?.message ?? null;
}

const pointerReader: Reader = (text) => {
  const typed = text.trim();
  if (typed === '') return { value: undefined };
  return typed.startsWith('/') ? { value: typed } : { error: 'A JSON pointer, such as /type' };
};
const valueReader: Reader = (text) =>
  text.trim() === '' ? { error: 'Enter a value, or clear the pointer beside it' } : plainReader(text);
const withoutPointer: Reader = (text) =>
  text.trim() === '' ? { value: undefined } : { error: 'Enter its pointer first, such as /type' };
