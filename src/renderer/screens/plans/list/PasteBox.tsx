import { type ReactNode, useState } from 'react';
import { type Failure, fail, type Result, succeed } from '../../../../contract/failure.ts';
import type { ImportKind } from '../../../../contract/plan-editing.ts';
import { Note, Row, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { TextArea } from '../../../parts/Field.tsx';
import { useTask } from '../../../parts/use-task.ts';
import { tooLongPlan } from '../../../stores/plan-editor.ts';
import type { FoundInSource } from '../../../stores/plans.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { readFile, useFileChooser } from '../fields/file-chooser.tsx';
import { kindOf, withoutAnswers } from './new-plan.ts';

interface Props {
  readonly label: string;
  /** Called with a plan's text; what it says went wrong is shown here. */
  readonly onPlan: (text: string, found: FoundInSource) => Promise<Failure | null>;
  readonly action: string;
  readonly rows?: number;
  readonly children?: ReactNode;
  readonly autoFocus?: boolean;
}

const WORDS: Readonly<Record<ImportKind | 'plan', string>> = {
  curl: 'a cURL command',
  har: 'a HAR file',
  openapi: 'an OpenAPI document',
  plan: 'a plan',
};
/** Larger files are refused before they are read into the page. */
const MAX_BYTES = 200_000_000;
/** What one message to the program can hold. */
const MAX_SENT_BYTES = 4_000_000;

/** Takes what someone has: a command, a recording, a description, a plan; pasted, dropped or chosen. */
export function PasteBox({ label, onPlan, action, rows = 4, children, autoFocus }: Props) {
  const [text, setText] = useState('');
  const { take, takeFile, busy, failure, forget } = useTake(onPlan);
  const { choose, chooser } = useFileChooser('File to import', takeFile, '.yaml,.yml,.json,.har,.txt,.sh');
  const kind = kindOf(text);
  const takeText = async () => {
    if ((await take(text)).ok) setText('');
  };
  return (
    <Stack gap={10}>
      <TextArea
        label={label}
        hideLabel
        mono
        rows={rows}
        value={text}
        autoFocus={autoFocus}
        placeholder={`curl 'https://localhost:3000/items?limit=5' -H 'Accept: application/json'`}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const [file] = event.dataTransfer.files;
          if (file === undefined) return;
          event.preventDefault();
          void takeFile(file);
        }}
        onValue={(value) => {
          setText(value);
          forget();
        }}
        data-testid="paste"
      />
      <Row wrap gap={8}>
        <Button
          look={text === '' ? 'plain' : 'strong'}
          disabled={busy || text.trim() === ''}
          onClick={takeText}
          data-testid="take-paste"
        >
          {busy ? 'Reading…' : action}
        </Button>
        <Button look="quiet" onClick={choose}>
          Choose a file
        </Button>
        {chooser}
        <Note as="span" role="status">
          {kind === null ? '' : `This is ${WORDS[kind]}.`}
        </Note>
        {children}
      </Row>
      {failure === null ? null : <ErrorNote failure={failure} reveal />}
    </Stack>
  );
}

/** Finds out what a text is, makes a plan of it, and hands that on. */
function useTake(onPlan: Props['onPlan']) {
  const { host } = useWorkbench();
  const { busy, failure, attempt, forget } = useTask();
  const handOn = async (plan: string, found: FoundInSource): Promise<Result<null>> => {
    const problem = tooLongPlan(plan) ?? (await onPlan(plan, found));
    return problem === null ? succeed(null) : fail(problem);
  };
  const takeOver = async (text: string): Promise<Result<null>> => {
    const kind = kindOf(text);
    if (kind === null) return fail(UNKNOWN);
    if (kind === 'plan') return handOn(text, {});
    const sent = kind === 'har' ? withoutAnswers(text) : text;
    if (new Blob([JSON.stringify(sent)]).size > MAX_SENT_BYTES) {
      return tooBig(`This contains more than ${MAX_SENT_BYTES / 1_000_000} MB of requests.`);
    }
    const result = await host.call('plans.import', { kind, text: sent });
    return result.ok ? handOn(result.value.text, result.value) : result;
  };
  const readWhole = async (file: File): Promise<Result<null>> => {
    if (file.size > MAX_BYTES) return tooBig(`${file.name} is larger than ${MAX_BYTES / 1_000_000} MB.`);
    const text = await readFile(file, () => file.text());
    return text.ok ? takeOver(text.value) : text;
  };
  return {
    busy,
    failure,
    forget,
    take: (text: string) => attempt(takeOver(text)),
    takeFile: (file: File) => attempt(readWhole(file)),
  };
}

const UNKNOWN: Failure = {
  code: 'import.unknown',
  side: 'test',
  message: 'This is not a cURL command, a HAR file, an OpenAPI document or a plan.',
  hint: 'In a browser: network panel, right click on a request, "Copy as cURL".',
};

function tooBig(message: string) {
  return fail({ code: 'import.too_big', side: 'test', message, hint: 'Record less, or split it.' });
}
