import { Plus, X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { type Failure, failureText, type Result } from '../../../contract/failure.ts';
import type { ServiceRow } from '../../../contract/services.ts';
import { Caption, Grid, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import {
  draftOf,
  type FormPlace,
  formOf,
  placeOf,
  type ServiceForm,
  withLine,
  withoutLine,
} from './service-form.ts';

/** A service to be added (`row` null) or changed: its name, its addresses and which of them is used, its health path. */
export function ServiceModal({ row, onClose }: { row: ServiceRow | null; onClose: () => void }) {
  const { services } = useWorkbench();
  const [form, setForm] = useState(() => formOf(row));
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const change = (next: ServiceForm) => {
    setForm(next);
    setFailure(null);
  };
  const attempt = async (work: Promise<Result<unknown>>) => {
    setBusy(true);
    const result = await work;
    setBusy(false);
    if (result.ok) onClose();
    else setFailure(result.failure);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const draft = draftOf(form);
    const { add, change: put } = services.getState();
    void attempt(row === null ? add(draft) : put({ ...draft, id: row.id }));
  };
  const errorAt = (place: FormPlace) =>
    failure !== null && placeOf(failure) === place ? failureText(failure) : null;
  return (
    <Modal
      open
      onClose={onClose}
      title={row === null ? 'Add a service' : `Edit ${row.service}`}
      footer={
        <>
          {row?.builtIn === true ? <Reset id={row.id} disabled={busy} attempt={attempt} /> : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="strong" type="submit" form={id} disabled={busy} data-testid="save-service">
            {row === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <Stack as="form" id={id} gap={12} onSubmit={save} noValidate>
        {row?.builtIn === true ? null : (
          <Field
            label="Name"
            value={form.service}
            onValue={(service) => change({ ...form, service })}
            error={errorAt('name')}
            placeholder="shop"
            spellCheck={false}
            autoComplete="off"
          />
        )}
        <Addresses form={form} onForm={change} error={errorAt('addresses')} />
        <HealthPath form={form} onForm={change} error={errorAt('health')} />
      </Stack>
    </Modal>
  );
}

interface PartProps {
  readonly form: ServiceForm;
  readonly onForm: (form: ServiceForm) => void;
  readonly error: string | null;
}

function Addresses({ form, onForm, error }: PartProps) {
  const id = useId();
  const set = (key: number, part: { label?: string; url?: string }) =>
    onForm({ ...form, lines: form.lines.map((line) => (line.key === key ? { ...line, ...part } : line)) });
  return (
    <Stack as="fieldset" gap={6} aria-describedby={error === null ? undefined : id}>
      <Caption as="legend" below={4}>
        Addresses
      </Caption>
      {form.lines.map(({ key, label, url }, at) => (
        <Grid key={key} columns="18px 110px minmax(0, 1fr) 30px" align="center" gap={8}>
          <input
            type="radio"
            name={`${id}-chosen`}
            checked={form.chosen === key}
            onChange={() => onForm({ ...form, chosen: key })}
            aria-label={`Use address ${at + 1}`}
          />
          <Field
            label={`Label of address ${at + 1}`}
            hideLabel
            value={label}
            onValue={(text) => set(key, { label: text })}
            placeholder="staging"
            spellCheck={false}
            autoComplete="off"
          />
          <Field
            label={`Address ${at + 1}`}
            hideLabel
            value={url}
            onValue={(text) => set(key, { url: text })}
            placeholder="http://localhost:3000"
            spellCheck={false}
            autoComplete="off"
            inputMode="url"
          />
          <Button
            look="quiet"
            icon={<X size={14} aria-hidden="true" />}
            aria-label={`Remove address ${at + 1}`}
            disabled={form.lines.length === 1}
            onClick={() => onForm(withoutLine(form, key))}
          />
        </Grid>
      ))}
      {error === null ? null : (
        <Text as="p" id={id} tone="poor" size="small" role="alert">
          {error}
        </Text>
      )}
      <div>
        <Button
          look="quiet"
          size="small"
          icon={<Plus size={13} aria-hidden="true" />}
          onClick={() => onForm(withLine(form))}
        >
          Add an address
        </Button>
      </div>
    </Stack>
  );
}

function HealthPath({ form, onForm, error }: PartProps) {
  return (
    <Field
      label="Health path"
      value={form.healthPath}
      onValue={(healthPath) => onForm({ ...form, healthPath })}
      error={error}
      hint="Returns 200 to 299 when the service is healthy. If empty, Plimsoll only checks that it accepts connections."
      placeholder="/health"
      spellCheck={false}
      autoComplete="off"
    />
  );
}

interface ResetProps {
  readonly id: string;
  readonly disabled: boolean;
  readonly attempt: (work: Promise<Result<unknown>>) => Promise<void>;
}

/** Back to what the program comes with. */
function Reset({ id, disabled, attempt }: ResetProps) {
  const { services } = useWorkbench();
  const original = { id, addresses: [], chosen: 0, healthPath: '/health' };
  return (
    <Button look="quiet" onClick={() => attempt(services.getState().change(original))} disabled={disabled}>
      Use the original address
    </Button>
  );
}
