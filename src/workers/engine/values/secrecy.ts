import { isHiddenName } from '../../../contract/credential-names.ts';
import type { ExtractSpec } from '../../../contract/plan-steps.ts';
import type { Secrecy } from './scope.ts';

/**
 * Whether what an extraction takes is a secret: where the plan says so, where it is a cookie, and where its own name or
 * that of its place is one of a credential. Else its looks tell; null: it is to be shown whatever it is.
 */
export function secrecyOf(spec: ExtractSpec): Secrecy | null {
  if (spec.secret === false) return null;
  const isSecret = spec.secret === true || isHiddenName(spec.to) || placesOf(spec).some(isHiddenName);
  return isSecret || 'cookie' in spec ? 'always' : 'by-looks';
}

function placesOf(spec: ExtractSpec): readonly string[] {
  if ('json' in spec) return spec.json.split(/[/.[\]]/).slice(-1);
  if ('header' in spec) return [spec.header];
  return 'regex' in spec ? (spec.regex.match(/[A-Za-z][\w-]{2,}/g) ?? []) : [];
}
