import type { NeededText } from '../../../contract/plan-editing.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import { neededSecrets } from '../plans/compile/secrets.ts';
import type { KnownSecrets } from './known-secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable holds; empty: nothing. */
export interface SecretSource {
  readonly text: string;
  readonly from: 'session' | 'environment' | 'nowhere';
}

/**
 * Texts behind the references of plans: those of the environment, and those typed or pasted in this session, which go
 * before them. The latter live in the memory of this process, are never stored and never sent back to a screen.
 */
export class SessionSecrets {
  readonly #environment: Environment;
  readonly #known: KnownSecrets;
  readonly #given = new Map<string, string>();

  /** @param known told of every text that a plan refers to */
  constructor(environment: Environment, known: KnownSecrets) {
    this.#environment = environment;
    this.#known = known;
  }

  /** @param text empty: forget it */
  set(variable: string, text: string): void {
    if (text === '') this.#given.delete(variable);
    else {
      this.#given.set(variable, text);
      this.#known.add([[variable, text]]);
    }
  }

  /** What a plan's references are looked up in. */
  env(): Environment {
    return { ...this.#environment, ...Object.fromEntries(this.#given) };
  }

  /** One variable, of the session first. */
  source(variable: string): SecretSource {
    const given = this.#given.get(variable);
    if (given !== undefined) return { text: given, from: 'session' };
    const text = Object.hasOwn(this.#environment, variable) ? (this.#environment[variable] ?? '') : '';
    return { text, from: text === '' ? 'nowhere' : 'environment' };
  }

  /** What a plan refers to, each variable once, and where its text would come from. */
  needs(plan: Pick<RunPlan, 'values'>): NeededText[] {
    const byVariable = new Map(neededSecrets(plan).map((needed) => [needed.variable, needed]));
    const env = this.env();
    this.#known.add([...byVariable.keys()].map((variable) => [variable, env[variable] ?? '']));
    return [...byVariable.values()].map(({ variable, kind, hasDefault }) => ({
      variable,
      kind,
      from: this.#from(variable, hasDefault),
    }));
  }

  #from(variable: string, hasDefault: boolean): NeededText['from'] {
    const { from } = this.source(variable);
    return from === 'nowhere' && hasDefault ? 'default' : from;
  }
}
