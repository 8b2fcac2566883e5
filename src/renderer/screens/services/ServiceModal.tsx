import { Plus, X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { failureText, type Result } from '../../../contract/failure.ts';
import type { ServiceRow } from '../../../contract/services.ts';
import { Caption, Grid, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { bind } from '../../parts/bind.ts';
import { Field } from '../../parts/Field.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { WATCH_HINT } from '../../words/watch-words.ts';
import {
  type AddressLine,
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
  const task = useTask();
  const id = useId();
  const change = (next: ServiceForm) => {
    setForm(next);
    task.forget();
  };
  const attempt = async (work: Promise<Result<unknown>>) => {
    const { ok } = await task.attempt(work);
    if (ok) onClose();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const draft = draftOf(form);
    const { add, change: put } = services.getState();
    void attempt(row === null ? add(draft) : put({ ...draft, id: row.id }));
  };
  const { busy, failure } = task;
  const errorAt = (place: FormPlace) =>
    failure !== null && placeOf(failure) === place ? failureText(failure) : undefined;
  const bound = bind(form, change, errorAt);
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
        {row?.builtIn === true ? null : <Field label="Name" placeholder="shop" {...bound('service')} />}
        <Addresses form={form} onForm={change} error={errorAt('lines')} />
        <Field
          label="Health path"
          hint="Returns 200 to 299 when the service is healthy. If empty, Plimsoll only checks that it accepts connections."
          placeholder="/health"
          {...bound('healthPath')}
        />
        <Field label="Watch" mono hint={WATCH_HINT} placeholder="port:3000" {...bound('watch')} />
      </Stack>
    </Modal>
  );
}

interface PartProps {
  readonly form: ServiceForm;
  readonly onForm: (form: ServiceForm) => void;
  readonly error: string | undefined;
}

function Addresses({ form, onForm, error }: PartProps) {
  const id = useId();
  const set = (changed: AddressLine) =>
    onForm({ ...form, lines: form.lines.map((line) => (line.key === changed.key ? changed : line)) });
  return (
    <Stack as="fieldset" gap={6} aria-describedby={error === undefined ? undefined : id}>
      <Caption as="legend" below={4}>
        Addresses
      </Caption>
      {form.lines.map((line, at) => (
        <Grid key={line.key} columns="18px 110px minmax(0, 1fr) 30px" align="center" gap={8}>
          <input
            type="radio"
            name={`${id}-chosen`}
            checked={form.chosen === line.key}
            onChange={() => onForm({ ...form, chosen: line.key })}
            aria-label={`Use address ${at + 1}`}
          />
          <Field
            label={`Label of address ${at + 1}`}
            hideLabel
            placeholder="staging"
            {...bind(line, set)('label')}
          />
          <Field
            label={`Address ${at + 1}`}
            hideLabel
            placeholder="http://localhost:3000"
            inputMode="url"
            {...bind(line, set)('url')}
          />
          <Button
            look="quiet"
            icon={<X />}
            aria-label={`Remove address ${at + 1}`}
            disabled={form.lines.length === 1}
            onClick={() => onForm(withoutLine(form, line.key))}
          />
        </Grid>
      ))}
      {error === undefined ? null : (
        <Text as="p" id={id} tone="poor" size="small" role="alert">
          {error}
        </Text>
      )}
      <div>
        <Button look="quiet" size="small" icon={<Plus />} onClick={() => onForm(withLine(form))}>
          Add an address
        </Button>
      </div>
    </Stack>
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
  const original = { id, addresses: [], chosen: 0, healthPath: '/health', watch: '' };
  return (
    <Button look="quiet" onClick={() => attempt(services.getState().change(original))} disabled={disabled}>
      Use the original address
    </Button>
  );
}
