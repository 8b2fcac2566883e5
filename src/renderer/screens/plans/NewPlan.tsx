import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { ServiceAddresses } from '../../parts/ServiceAddresses.tsx';
import { useWorkbench } from '../../workbench.tsx';
import { readAddress } from '../home/read-address.ts';
import { emptyPlan, TEMPLATES, templateText } from './new-plan.ts';
import { PasteBox } from './PasteBox.tsx';
import styles from './PlansScreen.module.css';
import { usePlanActions } from './use-plan-actions.ts';

/** A new plan: from what someone has, or from what they want to know. */
export function NewPlan() {
  return (
    <div className={styles.new}>
      <FromWhatYouHave />
      <FromAPurpose />
    </div>
  );
}

function FromWhatYouHave() {
  const { create } = usePlanActions();
  return (
    <section className={styles.step} aria-labelledby="from-paste">
      <h2 id="from-paste">Paste a request</h2>
      <p className="muted">A cURL command, a HAR file, an OpenAPI document, or a plan.</p>
      <PasteBox
        label="Request, recording, description or plan"
        action="Create a plan from it"
        onPlan={create}
      >
        <Button look="quiet" onClick={() => create(emptyPlan('New plan'))} data-testid="empty-plan">
          Empty plan
        </Button>
      </PasteBox>
    </section>
  );
}

function FromAPurpose() {
  const { create } = usePlanActions();
  const { notices } = useWorkbench();
  const addresses = useId();
  const [purpose, setPurpose] = useState(TEMPLATES[0]?.purpose);
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const address = readAddress(text);
    const template = TEMPLATES.find((one) => one.purpose === purpose);
    if (!address.ok) return setError(address.error);
    const url = new URL(address.url);
    if (!url.protocol.startsWith('http')) return setError('An address that begins with http:// or https://');
    const failure = template === undefined ? null : await create(templateText(template, url));
    if (failure !== null) notices.getState().complain(failure);
  };
  return (
    <section className={styles.step} aria-labelledby="from-purpose">
      <h2 id="from-purpose">Start from a goal</h2>
      <div className={styles.purposes}>
        {TEMPLATES.map((template) => (
          <button
            key={template.purpose}
            type="button"
            className={styles.purpose}
            aria-pressed={template.purpose === purpose}
            onClick={() => setPurpose(template.purpose)}
          >
            <strong>{template.title}</strong>
            <span>{template.about}</span>
          </button>
        ))}
      </div>
      <form className={styles.address} onSubmit={submit} noValidate>
        <Field
          label="URL to test"
          hideLabel
          value={text}
          onValue={(value) => {
            setText(value);
            setError(null);
          }}
          placeholder="http://localhost:3000/items"
          error={error}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
          list={addresses}
        />
        <ServiceAddresses id={addresses} />
        <Button type="submit">Create the plan</Button>
      </form>
    </section>
  );
}
