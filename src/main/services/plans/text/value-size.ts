import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { parseTemplate } from '../../../../workers/engine/values/template.ts';

/** What a number, an id or a secret comes to at most, about. */
const ATOM_CHARS = 40;

/**
 * Tells the most characters a value can come to when it is made, without making it: lists in lists, and texts that
 * repeat each other, grow by multiplication. Infinity where it refers to itself.
 * @param values by name; a name that is not among them counts as one atom
 */
export function sizesOf(values: Readonly<Record<string, ValueSpec>>): {
  readonly ofName: (name: string) => number;
  /** Of a text that names values. */
  readonly ofText: (text: string) => number;
} {
  const known = new Map<string, number>();
  const ofName = (one: string): number => {
    const done = known.get(one);
    if (done !== undefined) return done;
    if (!Object.hasOwn(values, one)) return ATOM_CHARS;
    known.set(one, Number.POSITIVE_INFINITY);
    const chars = ofSpec(values[one] ?? null);
    known.set(one, chars);
    return chars;
  };
  const ofText = (text: string): number => {
    const parsed = parseTemplate(text);
    if (!parsed.ok) return text.length;
    return parsed.value.reduce<number>(
      (sum, part) => sum + (typeof part === 'string' ? part.length : ofName(part.name.split('.')[0] ?? '')),
      0,
    );
  };
  const ofTree = (json: unknown): number => {
    if (typeof json === 'string') return ofText(json);
    if (typeof json !== 'object' || json === null) return ATOM_CHARS;
    return Object.entries(json).reduce((sum, [key, inner]) => sum + key.length + ofTree(inner), 2);
  };
  const ofSpec = (spec: ValueSpec): number => {
    if (typeof spec !== 'object' || spec === null) return ofTree(spec);
    if ('list' in spec) {
      const most = typeof spec.count === 'number' ? spec.count : spec.count[1];
      return most * ofTree(spec.list);
    }
    if ('object' in spec) return ofTree(spec.object);
    if ('value' in spec) return ofTree(spec.value);
    if ('oneOf' in spec) return Math.max(...spec.oneOf.map(ofTree));
    if ('sample' in spec) return ofTree(spec.sample);
    if ('env' in spec) return Math.max(ATOM_CHARS, ofTree(spec.default ?? ''));
    return ATOM_CHARS;
  };
  return { ofName, ofText };
}
