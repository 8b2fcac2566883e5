import type { ReactNode } from 'react';
import { printDuration } from '../../../../contract/duration.ts';
import { listOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { parseStopRule, type RuleAction, type StopRule } from '../../../../contract/stop-rule.ts';
import { Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DraftField } from '../fields/DraftField.tsx';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { durationReader, numberReader, type Reader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import {
  LIMIT_UNITS,
  ruleValue,
  USUAL_RULE,
  WATCHED,
  watchedOf,
  watching,
  writtenRule,
} from './stop-rules.ts';
import type { Measured } from './thresholds.ts';

const PATH = ['stopWhen'];

/** What ends a run, or holds its load, while it goes on. */
export function StopRulesPanel({ measured }: { measured: readonly Measured[] }) {
  const { data, append } = useEditor();
  const rows = listOf(valueAt(data, PATH));
  return (
    <Panel
      title="Stop rules"
      aside="judged second by second, while a run goes on"
      testId="stop-rules"
      actions={<AddButton onClick={() => append(PATH, USUAL_RULE)} />}
    >
      {rows.length > 0 ? null : (
        <Text as="p" tone="soft">
          Default: none. A run takes as long as its load says.
        </Text>
      )}
      <Stack as="ul" gap={12}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
          <Stack key={index} as="li" gap={6} ruled={index > 0}>
            <RuleRow written={row} index={index} measured={measured} />
          </Stack>
        ))}
      </Stack>
    </Panel>
  );
}

interface RowProps {
  readonly written: unknown;
  readonly index: number;
  readonly measured: readonly Measured[];
}

/** A rule in fields; one that is none, as the text that it is. */
function RuleRow({ written, index, measured }: RowProps) {
  const { drop } = useEditor();
  const rule = writtenRule(written);
  const remove = <RemoveButton label={`stop rule ${index + 1}`} onClick={() => drop([...PATH, index], 0)} />;
  if (rule !== null) return <RuleFields rule={rule} index={index} measured={measured} remove={remove} />;
  return (
    <Grid columns="minmax(0, 1fr) 30px" gap={6} align="start">
      <PlanField
        label={`Stop rule ${index + 1}`}
        hideLabel
        mono
        path={[...PATH, index]}
        read={lineReader}
        print={(value) => (typeof value === 'string' ? value : JSON.stringify(value))}
      />
      {remove}
    </Grid>
  );
}

const lineReader: Reader = (text) => {
  const read = parseStopRule(text);
  return read.ok ? { value: text.trim() } : { error: `${read.failure.message}. ${read.failure.hint}` };
};

interface FieldsProps extends Omit<RowProps, 'written'> {
  readonly rule: StopRule;
  readonly remove: ReactNode;
}

const ACTIONS: readonly (readonly [RuleAction, string])[] = [
  ['stop', 'stop the run'],
  ['fail', 'stop and fail the run'],
  ['hold', 'hold the load'],
];

function RuleFields({ rule, index, measured, remove }: FieldsProps) {
  const { check, change, readOnly } = useEditor();
  const path = [...PATH, index];
  const changeRule = (make: (rule: StopRule) => StopRule) =>
    change(path, (written) => {
      const now = writtenRule(written);
      return now === null ? written : ruleValue(make(now));
    });
  const set = (part: Partial<StopRule>) => changeRule((now) => ({ ...now, ...part }));
  const nth = `of stop rule ${index + 1}`;
  return (
    <>
      <Grid columns="minmax(0, 1fr) 168px 168px 30px" gap={6} align="start">
        <Place
          rule={rule}
          measured={measured}
          label={`Place ${nth}`}
          onChange={(place) => changeRule(({ service: _, endpoint: __, ...rest }) => ({ ...rest, ...place }))}
        />
        <Choice
          label={`Measure ${nth}`}
          hideLabel
          value={watchedOf(rule)}
          disabled={readOnly}
          options={WATCHED}
          onChange={(value) => changeRule((now) => watching(now, value))}
        />
        <Choice
          label={`What stop rule ${index + 1} does`}
          hideLabel
          value={rule.action}
          disabled={readOnly}
          options={ACTIONS}
          onChange={(action) => set({ action })}
          error={problemsUnder(check, path)[0]?.message}
        />
        {remove}
      </Grid>
      <Row gap={8} size="small" style={{ paddingRight: 36 }}>
        <Choice
          label={`Side ${nth}`}
          hideLabel
          maxWidth={110}
          value={rule.beyond}
          disabled={readOnly}
          options={SIDES}
          onChange={(beyond) => set({ beyond })}
        />
        <DraftField
          label={`Limit ${nth}`}
          hideLabel
          maxWidth={130}
          unit={LIMIT_UNITS[rule.metric]}
          value={String(rule.limit)}
          read={numberReader(0, Number.MAX_SAFE_INTEGER, rule.metric === 'inFlight')}
          onValue={(limit) => typeof limit === 'number' && set({ limit })}
        />
        <Text tone="muted">for</Text>
        <DraftField
          label={`Window ${nth}`}
          hideLabel
          maxWidth={110}
          value={printDuration(rule.forMs)}
          read={windowReader}
          onValue={(forMs) => typeof forMs === 'number' && set({ forMs })}
        />
      </Row>
    </>
  );
}

const SIDES = [
  ['above', 'above'],
  ['below', 'below'],
] as const;

/** Whole seconds, up to an hour, as milliseconds. */
const windowReader: Reader = (text) => {
  const reading = durationReader(text);
  if ('error' in reading) return reading;
  const read = parseStopRule(`max>1s for ${textOf(reading.value)}`);
  return read.ok ? { value: read.value.forMs } : { error: 'Whole seconds, from 1s to 1h' };
};

interface PlaceProps {
  readonly rule: StopRule;
  readonly measured: readonly Measured[];
  readonly label: string;
  readonly onChange: (place: Pick<StopRule, 'service' | 'endpoint'>) => void;
}

/** The run as a whole, a service, or an endpoint of one. */
function Place({ rule, measured, label, onChange }: PlaceProps) {
  const { readOnly } = useEditor();
  const { service, endpoint } = rule;
  const words = (one: Measured) => (one.endpoint === null ? one.service : `${one.service} · ${one.endpoint}`);
  const places = new Map(measured.map((one) => [words(one), one]));
  return (
    <Choice
      label={label}
      hideLabel
      value={service === undefined ? WHOLE : words({ service, endpoint: endpoint ?? null })}
      disabled={readOnly}
      options={[WHOLE, ...places.keys()].map((word) => [word, word])}
      onChange={(word) => {
        const place = places.get(word);
        if (place === undefined) return onChange({});
        const { endpoint: named } = place;
        onChange({ service: place.service, ...(named === null ? {} : { endpoint: named }) });
      }}
    />
  );
}

const WHOLE = 'whole run';
