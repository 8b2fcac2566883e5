import { useState } from 'react';
import { AddressLine } from '../../../parts/AddressLine.tsx';
import { Grid, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { readAddress } from '../../../shell/read-address.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { emptyPlan, TEMPLATES, templateText } from './new-plan.ts';
import { PasteBox } from './PasteBox.tsx';
import { usePlanActions } from './use-plan-actions.ts';

/** A new plan: from what someone has, or from what they want to know. */
export function NewPlan() {
  return (
    <Grid columns="minmax(0, 1.15fr) minmax(0, 1fr)" gap={12} stacks>
      <FromWhatYouHave />
      <FromAPurpose />
    </Grid>
  );
}

function FromWhatYouHave() {
  const { create } = usePlanActions();
  return (
    <Panel title="Paste a request" aside="a cURL command, a HAR file, an OpenAPI document, or a plan">
      <PasteBox
        label="Request, recording, description or plan"
        action="Create a plan from it"
        onPlan={create}
      >
        <Button look="quiet" onClick={() => create(emptyPlan('New plan'))} data-testid="empty-plan">
          Empty plan
        </Button>
      </PasteBox>
    </Panel>
  );
}

function FromAPurpose() {
  const { create } = usePlanActions();
  const { notices } = useWorkbench();
  const [purpose, setPurpose] = useState(TEMPLATES[0]?.purpose);
  const [error, setError] = useState<string | null>(null);
  const submit = async (text: string) => {
    const address = readAddress(text);
    const template = TEMPLATES.find((one) => one.purpose === purpose);
    if (!address.ok) return setError(address.error);
    const url = new URL(address.url);
    if (!url.protocol.startsWith('http')) return setError('An address that begins with http:// or https://');
    const failure = template === undefined ? null : await create(templateText(template, url));
    if (failure !== null) notices.getState().complain(failure);
  };
  return (
    <Panel title="Start from a goal">
      <Grid columns="repeat(2, minmax(0, 1fr))" gap={8} below={12}>
        {TEMPLATES.map((template) => (
          <Stack
            as="button"
            key={template.purpose}
            type="button"
            tint={template.purpose === purpose ? 'accent' : 'ground'}
            tone="ink"
            pad="small"
            aria-pressed={template.purpose === purpose}
            onClick={() => setPurpose(template.purpose)}
          >
            <strong>{template.title}</strong>
            <Text tone="soft" size="small">
              {template.about}
            </Text>
          </Stack>
        ))}
      </Grid>
      <AddressLine
        label="URL to test"
        onTyped={() => setError(null)}
        onSubmit={submit}
        placeholder="http://localhost:3000/items"
        error={error}
      >
        Create the plan
      </AddressLine>
    </Panel>
  );
}
