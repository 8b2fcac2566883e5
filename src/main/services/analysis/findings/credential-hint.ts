import type { CredentialSource } from '../../../../contract/series.ts';

/**
 * How another credential is set than the one that a series presents: by the value of the plan that feeds it.
 * @returns one or two sentences; null where the plan does not say where the credential comes from
 */
export function credentialHint(credential: CredentialSource | undefined): string | null {
  switch (credential?.from) {
    case 'env':
      return `Set ${credential.variable} in the environment, or pass --set ${credential.value}=…, with a credential it accepts.`;
    case 'secret':
      return setSecret(credential);
    case 'answer':
      return `It is extracted from a response as {{ ${credential.value} }}: check that step.`;
    case 'value':
      return `Set the value ${credential.value} of the plan, or pass --set ${credential.value}=…, with a credential it accepts.`;
    case 'plan':
      return 'It is written in the plan itself: change it there.';
    default:
      return null;
  }
}

/** How a value is called that stands for what was typed beside an address, or came with an import. */
const TYPED = 'secret.';

/** A plan made from an address has it from the command line; saved as a file, from the environment. */
function setSecret({ value, variable, scheme }: Extract<CredentialSource, { from: 'secret' }>): string {
  if (!value.startsWith(TYPED)) return `Set ${variable} in the environment to a credential it accepts.`;
  const where = scheme === undefined ? 'where it was typed' : `with --${scheme}`;
  return `Give a credential it accepts ${where}; where the plan is a file, set ${variable} in the environment.`;
}
