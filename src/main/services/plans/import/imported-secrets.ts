import { SECRET_VARIABLE, secretVariable } from '../../../../contract/secret-variable.ts';

/**
 * Whether a secret of this name may stand for this value.
 * @param value null: the import knows the name only
 */
export type IsFree = (name: string, value: string | null) => boolean;

export interface TakenNames {
  /** Texts by variable, as references are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Plans that may refer to secrets, readable or not. */
  readonly texts: readonly string[];
}

/** Of everything that may hold a name only what does: few plans refer to a secret, and few variables are one. */
export function takenNames({ env, texts }: TakenNames): TakenNames {
  return {
    env: Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith(SECRET_VARIABLE))),
    texts: texts.filter((text) => asVariables(text).includes('_SECRET_')),
  };
}

/**
 * All plans share one table of secrets, so a name that stands for something already would send one system's
 * credentials to another. A name that is held is free for the very value it holds; one that is not held is free where no
 * plan refers to it: after a restart the references are still there, the texts are not.
 */
export function freeNames({ env, texts }: TakenNames): IsFree {
  const referred = texts.map(asVariables);
  return (name, value) => {
    const variable = secretVariable(name);
    const held = Object.hasOwn(env, variable) ? (env[variable] ?? '') : '';
    if (held !== '') return held === value;
    const reference = asVariables(variable.replace('PLIMSOLL_', ''));
    return !referred.some((text) => text.includes(reference));
  };
}

/**
 * A text spelled as variables are. However a plan writes a reference (`secret.api-key`, `secret: api-key`,
 * `PLIMSOLL_SECRET_API_KEY`), it holds `_SECRET_API_KEY_` then; a name too many counts as taken, never one too few.
 */
function asVariables(text: string): string {
  return `_${text.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_`.replace(/_+/g, '_');
}
