import { SwitchField } from '../../parts/SwitchField.tsx';
import { useEditor } from './editor-context.tsx';
import { dropEdits, recordOf, valueAt } from './plan-data.ts';

/** Kinds of value that are drawn, and so can be kept. */
const DRAWN = ['oneOf', 'range', 'decimal', 'uuid', 'counter', 'sample', 'object', 'list', 'feed'];

/** Whether a drawn value is kept for the life of the virtual user that drew it. Nothing for a value that is not drawn. */
export function ValueScope({ name }: { name: string }) {
  const { data, readOnly, edit } = useEditor();
  const path = ['values', name];
  const spec = recordOf(valueAt(data, path));
  if (!DRAWN.some((kind) => Object.hasOwn(spec, kind)) || spec.order === 'unique') return null;
  const at = [...path, 'scope'];
  return (
    <SwitchField
      label={<span className="muted">one per user</span>}
      checked={spec.scope === 'user'}
      disabled={readOnly}
      onChange={(own) =>
        edit(own ? [{ op: 'set', path: at, value: 'user' }] : dropEdits(data, at, path.length))
      }
    />
  );
}
