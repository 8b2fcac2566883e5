import { Activity, Pin, Plus, X } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import { SAMPLE_WATCHES } from '../../contract/watch.ts';
import { Grid, Note, Row, Stack, Text } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { HintedButton } from '../parts/HintedButton.tsx';
import { SwitchField } from '../parts/SwitchField.tsx';
import { useRecognised } from '../parts/use-recognised.ts';
import { type Loadable, valueIn } from '../stores/loadable.ts';
import { useOwnServices, useWorkbench } from '../stores/workbench.tsx';
import { offersOf, WATCH_EXAMPLE, watchError, watchSourceText } from '../words/watch-words.ts';
import {
  type ChosenWatch,
  freeWatchName,
  leftOutNames,
  nameOf,
  serviceOf,
  switched,
} from './chosen-watches.ts';

interface Props {
  /** Null: not known (yet) for what is chosen now. */
  readonly targets: PlanPreview['targets'] | null;
  /** Has all that would be watched, whoever asks for it. */
  readonly preview: Loadable<PlanPreview>;
  /** It goes to the sample services, which do not run yet. */
  readonly startsSamples: boolean;
  /** Asked for with this run. */
  readonly chosen: readonly ChosenWatch[];
  readonly onChange: (chosen: readonly ChosenWatch[]) => void;
}

/** What is watched while the run goes on, and the local processes it goes to that could be. */
export function Watches({ targets, preview, startsSamples, chosen, onChange }: Props) {
  const watches = valueIn(preview)?.watches ?? NONE;
  const [isAdding, setIsAdding] = useState(false);
  const urls = useMemo(() => (targets ?? []).map(({ url }) => url), [targets]);
  const recognised = useRecognised(urls);
  const offers = offersOf(
    recognised,
    [...watches, ...chosen].map(({ source }) => source),
  ).flatMap((offer) => {
    const of = serviceOf(offer, targets ?? []);
    return of === null || watches.some(({ watch }) => watch === of) ? [] : [{ ...offer, of }];
  });
  const add = (one: ChosenWatch) => onChange([...chosen.filter(({ of }) => of !== one.of), one]);
  return (
    <section aria-label="Watched" data-testid="start-watches">
      <Row gap={8}>
        <h3>Watched</h3>
        <Note as="span" grow>
          {watches.length > 0
            ? ''
            : startsSamples
              ? 'The sample services, once they run.'
              : 'Nothing watched.'}
        </Note>
        <Button
          size="small"
          look="quiet"
          icon={<Plus />}
          aria-expanded={isAdding}
          onClick={() => setIsAdding(!isAdding)}
        >
          Watch something else
        </Button>
      </Row>
      <Stack as="ul" gap={2}>
        {watches.map((one) => (
          <WatchedLine
            key={one.watch}
            {...one}
            of={nameOf(one, watches)}
            {...{ targets, chosen, onChange }}
          />
        ))}
        {leftOutNames(chosen).map((of) => (
          <LeftOutLine key={of} of={of} onWatch={() => onChange(switched(chosen, { of, isOn: true }))} />
        ))}
      </Stack>
      {offers.map(({ of, name, source }) => (
        <Row key={source} above={6}>
          <Button
            size="small"
            icon={<Activity />}
            data-testid={`offer-${of}`}
            onClick={() => add({ of, source })}
          >
            {name} listens at {of}: watch it
          </Button>
        </Row>
      ))}
      {isAdding ? (
        <AddWatch
          taken={watches.map(({ watch }) => watch)}
          onAdd={(one) => {
            add(one);
            setIsAdding(false);
          }}
        />
      ) : null}
    </section>
  );
}

const NONE: NonNullable<PlanPreview['watches']> = [];

interface LineProps extends Pick<Props, 'targets' | 'chosen' | 'onChange'> {
  readonly watch: string;
  readonly source: string;
  /** The name that it is watched under, with others perhaps. */
  readonly of: string;
}

function WatchedLine({ watch, source, of, targets, chosen, onChange }: LineProps) {
  const own = useOwnServices();
  const { services, notices } = useWorkbench();
  const asked = chosen.find((one) => one.of === watch);
  const isFirst = of === watch && !chosen.some((one) => one.of === of);
  const url = targets?.find(({ service }) => service === watch)?.url;
  const kept = asked === undefined ? undefined : own.find((row) => row.url === url);
  const forget = () => onChange(chosen.filter((one) => one !== asked));
  const keep = async (id: string) => {
    const put = services.getState().change({ id, watch: source });
    const { ok } = await notices.getState().attempt(put);
    if (ok) forget();
  };
  return (
    <Grid as="li" columns="minmax(80px, 22%) minmax(0, 1fr) auto" gap={10} align="center">
      <Text tone="muted" clip title={watch}>
        {watch}
      </Text>
      <Text mono clip title={source}>
        {watchSourceText(source)}
      </Text>
      <Row gap={isFirst ? 8 : 2} style={{ minHeight: 28 }}>
        {asked === undefined ? (
          <Origin watch={watch} isSet={own.some((row) => row.watch === source)} />
        ) : null}
        {isFirst ? (
          <WatchSwitch of={of} isOn onSwitch={(isOn) => onChange(switched(chosen, { of, isOn }))} />
        ) : null}
        {kept === undefined ? null : (
          <HintedButton
            hint={`Watch it in every run that goes to ${kept.service}`}
            aria-label={`Watch ${watch} in every run`}
            icon={<Pin />}
            onClick={() => void keep(kept.id)}
          />
        )}
        {asked === undefined ? null : (
          <HintedButton hint="Remove" aria-label={`Do not watch ${watch}`} icon={<X />} onClick={forget} />
        )}
      </Row>
    </Grid>
  );
}

/** What would be watched, and is not in this run. */
function LeftOutLine({ of, onWatch }: { of: string; onWatch: () => void }) {
  return (
    <Grid as="li" columns="minmax(80px, 22%) minmax(0, 1fr) auto" gap={10} align="center">
      <Text tone="muted" clip title={of}>
        {of}
      </Text>
      <Note as="span">Left out of this run</Note>
      <Row gap={2} style={{ minHeight: 28 }}>
        <WatchSwitch of={of} isOn={false} onSwitch={onWatch} />
      </Row>
    </Grid>
  );
}

interface SwitchProps {
  readonly of: string;
  readonly isOn: boolean;
  readonly onSwitch: (isOn: boolean) => void;
}

function WatchSwitch({ of, isOn, onSwitch }: SwitchProps) {
  const label = <span className="visually-hidden">Watch {of} in this run</span>;
  return <SwitchField label={label} checked={isOn} onChange={onSwitch} />;
}

/** Names that a run on the sample services watches by itself. */
const BY_ITSELF: ReadonlySet<string> = new Set(Object.values(SAMPLE_WATCHES));

/** Who asked for it, and so where it is changed. */
function Origin({ watch, isSet }: { watch: string; isSet: boolean }) {
  if (isSet)
    return (
      <Note as="span" nowrap title="Watched in every run; to stop it, remove it there">
        set under Services
      </Note>
    );
  return BY_ITSELF.has(watch) ? (
    <Note as="span" nowrap title="Every run on the sample services watches them">
      by itself
    </Note>
  ) : (
    <Note as="span" nowrap title="Change it in the plan">
      from the plan
    </Note>
  );
}

interface AddProps {
  readonly taken: readonly string[];
  readonly onAdd: (one: ChosenWatch) => void;
}

function AddWatch({ taken, onAdd }: AddProps) {
  const [of, setOf] = useState(() => freeWatchName(taken));
  const [source, setSource] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const error = isAsked
    ? (watchError(source) ?? (source.trim() === '' ? 'Write where it is read.' : null))
    : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setIsAsked(true);
    if (source.trim() !== '' && watchError(source) === null && of.trim() !== '')
      onAdd({ of: of.trim(), source: source.trim() });
  };
  return (
    <Grid
      as="form"
      columns="minmax(80px, 22%) minmax(0, 1fr) auto"
      gap={10}
      align="start"
      above={8}
      onSubmit={submit}
      noValidate
    >
      <Field hideLabel label="Name of what is watched" value={of} maxLength={120} onValue={setOf} />
      <Field
        hideLabel
        mono
        autoFocus
        label="Where it is read"
        placeholder={WATCH_EXAMPLE}
        value={source}
        error={error}
        onValue={(text) => {
          setSource(text);
          setIsAsked(false);
        }}
      />
      <Button type="submit">Add</Button>
    </Grid>
  );
}
