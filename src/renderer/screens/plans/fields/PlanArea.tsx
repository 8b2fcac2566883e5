import { textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { TextArea } from '../../../parts/TextArea.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly path: PlanPlace;
  readonly read?: Reader;
  readonly print?: (value: unknown) => string;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly mono?: boolean;
}

const TEXT: Reader = (text) => ({ value: text === '' ? undefined : text });

/** A value of several lines. */
export function PlanArea(props: Props) {
  const { label, hideLabel, path, read = TEXT, print = textOf, placeholder, rows = 4, mono } = props;
  const { data, check, readOnly, put } = useEditor();
  const { text, error, change, finish } = useDraft({
    value: print(valueAt(data, path)),
    read,
    commit: (value) => put(path, value),
  });
  const problem = error ?? problemsUnder(check, path)[0]?.message ?? null;
  return (
    <TextArea
      label={label}
      hideLabel={hideLabel}
      error={problem}
      mono={mono}
      rows={rows}
      value={text}
      placeholder={placeholder}
      readOnly={readOnly}
      onValue={change}
      onBlur={finish}
    />
  );
}
