import { Play } from 'lucide-react';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useStore } from 'zustand';
import { Grid, Row, Stack } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useTask } from '../parts/use-task.ts';
import { standInsAreLikely } from '../stores/services.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { AddressFields } from './AddressFields.tsx';
import { waitingFor } from './address-form.ts';
import { type ChosenWatch, withChosen } from './chosen-watches.ts';
import { MessageFields } from './MessageFields.tsx';
import { PreviewPane } from './PreviewPane.tsx';
import { RepeatFields } from './RepeatFields.tsx';
import { FIELDS, mayForce, placeholdersOf, type StartForm, type StartRequest } from './start-form.ts';
import { Targets, withAims } from './Targets.tsx';
import { usePreview } from './use-preview.ts';
import { useRepeat } from './use-repeat.ts';
import { type StartFormState, useStartForm } from './use-start-form.ts';
import { Watches } from './Watches.tsx';

const Context = createContext<(request: StartRequest) => void>(() => {});

/** Opens the start dialog from anywhere: `useStartDialog()(request)`. */
export function useStartDialog(): (request: StartRequest) => void {
  return useContext(Context);
}

export function StartDialogProvider({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<StartRequest | null>(null);
  return (
    <Context.Provider value={setRequest}>
      {children}
      {request === null ? null : (
        <StartModal key={JSON.stringify(request.plan)} request={request} onClose={() => setRequest(null)} />
      )}
    </Context.Provider>
  );
}

type Where = 'own' | 'samples';

/** What will run, where, and how hard: shown and changed before anything is sent. */
function StartModal({ request: asked, onClose }: { request: StartRequest; onClose: () => void }) {
  const { services } = useWorkbench();
  const samples = useStore(services, (state) => state.samples);
  const fields = useStartForm(asked);
  const { request } = fields;
  const [aims, setAims] = useState<ReadonlyMap<string, string>>(new Map());
  const [chosen, setChosen] = useState<readonly ChosenWatch[]>(asked.overrides.watch ?? NO_WATCHES);
  const overrides = withChosen(withAims(fields.overrides, aims), chosen);
  const [where, setWhere] = useState<Where>(() =>
    request.canUseSamples && standInsAreLikely(services.getState()) ? 'samples' : 'own',
  );
  const onSamples = where === 'samples';
  const { preview, targets } = usePreview(request.plan, overrides, onSamples);
  const { failure, busy, attempt } = useTask();
  const repeat = useRepeat(overrides);
  const start = async (force: boolean) => {
    const run = { plan: request.plan, overrides, onSamples, force };
    const { secretsOf } = asked;
    const result = await attempt(repeat.start({ ...run, ...(secretsOf !== undefined && { secretsOf }) }));
    if (result.ok) onClose();
  };
  // Nothing is started that has not been shown.
  const waits = waitingFor({ ...fields.errors, ...fields.addressErrors });
  const unready = busy || targets === null || waits !== null || repeat.isWrong;
  return (
    <Modal
      open
      onClose={onClose}
      wide={fields.address !== null}
      title={request.title}
      description={request.expected === '' ? undefined : `Expected: ${request.expected}`}
      footer={
        <StartButtons
          forceable={failure !== null && mayForce(failure.code)}
          busy={busy}
          unready={unready}
          onStart={start}
          onClose={onClose}
        />
      }
    >
      <Stack gap={16}>
        <AddressPart fields={fields} notes={asked.notes ?? NO_NOTES} />
        {request.canUseSamples ? (
          <Segmented
            label="Where"
            value={where}
            options={{ own: 'Your services', samples: 'Sample services' }}
            onChange={setWhere}
          />
        ) : null}
        <Targets
          targets={targets}
          startsSamples={onSamples && samples?.state !== 'running'}
          onAim={(service, url) => setAims(new Map([...aims, [service, url]]))}
        />
        <Watches
          {...{ targets, preview, chosen }}
          startsSamples={onSamples && samples?.state !== 'running'}
          onChange={setChosen}
        />
        <LoadFields
          fields={fields}
          defaults={placeholdersOf(preview.state === 'ready' ? preview.value : null)}
        />
        <RepeatFields {...repeat} targets={targets} onChange={repeat.setForm} />
        {failure === null ? (
          <PreviewPane preview={preview} waits={waits} />
        ) : (
          <ErrorNote failure={failure} reveal />
        )}
      </Stack>
    </Modal>
  );
}

interface StartButtonsProps {
  /** It was refused for a reason that the user may overrule. */
  readonly forceable: boolean;
  readonly busy: boolean;
  readonly unready: boolean;
  readonly onStart: (force: boolean) => void;
  readonly onClose: () => void;
}

function StartButtons({ forceable, busy, unready, onStart, onClose }: StartButtonsProps) {
  return (
    <>
      {forceable ? (
        <Button look="quiet" onClick={() => onStart(true)} disabled={unready}>
          Start anyway
        </Button>
      ) : null}
      <Button onClick={onClose}>Cancel</Button>
      <Button
        look="strong"
        icon={<Play />}
        onClick={() => onStart(false)}
        disabled={unready}
        data-testid="start-run"
      >
        {busy ? 'Starting…' : 'Start'}
      </Button>
    </>
  );
}

/** Of a bare address, what is sent to it. */
function AddressPart({ fields, notes }: { fields: StartFormState; notes: readonly string[] }) {
  if (fields.address === null) return null;
  return (
    <>
      <ReadAs fields={fields} />
      <AddressFields
        form={fields.address}
        errors={fields.addressErrors}
        onChange={fields.setAddress}
        streams={fields.request.streams}
        notes={notes}
      />
    </>
  );
}

interface LoadFieldsProps {
  readonly fields: StartFormState;
  readonly defaults: StartForm;
}

function LoadFields({ fields, defaults }: LoadFieldsProps) {
  const { request, form, setForm, messages, setMessages, errors } = fields;
  const { bare } = request;
  return (
    <>
      {bare === 'requests' ? <ShapeChoice fields={fields} /> : null}
      <Grid columns="repeat(4, minmax(0, 1fr))" gap={10} full>
        {fields.fields.map((field) => (
          <Field
            key={field}
            label={bare === 'events' && field === 'connections' ? 'Streams' : FIELDS[field].label}
            unit={FIELDS[field].unit}
            value={form[field]}
            placeholder={defaults[field] === '' ? 'as planned' : defaults[field]}
            error={errors[field] ?? null}
            onValue={(value) => setForm({ ...form, [field]: value })}
          />
        ))}
      </Grid>
      {bare === 'socket' ? <MessageFields form={messages} errors={errors} onChange={setMessages} /> : null}
    </>
  );
}

/** What the load is counted in, and what ends it; what is chosen begins with a usual number. */
function ShapeChoice({ fields: { shape, setShape, form, setForm } }: { fields: StartFormState }) {
  return (
    <Row wrap gap={8}>
      <Segmented
        label="Load"
        value={shape.pace}
        onChange={(pace) => {
          setShape({ ...shape, pace });
          if (pace === 'rate' && form.rate === '') setForm({ ...form, rate: USUAL_RATE });
        }}
        options={{ users: 'Users', rate: 'Arrivals per second' }}
      />
      <Segmented
        label="Until"
        value={shape.end}
        onChange={(end) => {
          setShape({ ...shape, end });
          if (end === 'requests' && form.requests === '') setForm({ ...form, requests: USUAL_REQUESTS });
        }}
        options={{ duration: 'For a time', requests: 'A number of requests' }}
      />
    </Row>
  );
}

/** A bare http address says not whether an event stream lies behind it. */
function ReadAs({ fields: { request, readAs } }: { fields: StartFormState }) {
  const { bare } = request;
  if (bare === undefined || bare === 'socket') return null;
  return (
    <Segmented
      label="Test as"
      value={bare}
      onChange={readAs}
      options={{ requests: 'Requests', events: 'Event streams (SSE)' }}
    />
  );
}

const NO_NOTES: readonly string[] = [];
const NO_WATCHES: readonly ChosenWatch[] = [];
/** As many as ten users of an API that answers in half a second. */
const USUAL_RATE = '20';
const USUAL_REQUESTS = '1000';
