import { isHiddenName } from '../../../contract/credential-names.ts';
import { createRedactor, type Redact } from '../../services/secrets/redact.ts';

/** Shorter ones are settings of a desktop, whatever they are called. */
const MIN_LENGTH = 8;

/** Hides the credentials a shell was given: what an error of ours has to say may quote one. */
export function hideEnvironment(env: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = Object.entries(env).flatMap(([variable, text = '']): [string, string][] =>
    (variable.startsWith('PLIMSOLL_SECRET_') || isHiddenName(variable)) && text.length >= MIN_LENGTH
      ? [[variable, text]]
      : [],
  );
  return createRedactor(secrets);
}
