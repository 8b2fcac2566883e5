import { Text } from '../../../parts/Box.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { dropEdits, recordOf, valueAt } from '../fields/plan-data.ts';
import { isDrawn, kindOfValue } from './value-kinds.ts';

/** Whether a drawn value is kept for the life of the virtual user that drew it. Nothing for a value that is not drawn. */
export function ValueScope({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const path = ['values', name];
  const spec = recordOf(valueAt(data, path));
  const kind = kindOfValue(valueAt(data, path));
  if (kind === null || !isDrawn(kind) || spec.order === 'unique') return null;
  const at = [...path, 'scope'];
  return (
    <SwitchField
      label={<Text tone="muted">one per user</Text>}
      checked={spec.scope === 'user'}
      disabled={readOnly}
      onChange={(own) =>
        edit(own ? [{ op: 'set', path: at, value: 'user' }] : dropEdits(data, at, path.length))
      }
    />
  );
}
