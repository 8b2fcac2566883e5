import { heldOrMade } from '../../../../../contract/keys.ts';
import { listOf } from '../../../../../contract/plan-data.ts';
import type { PlanDraft } from '../plan-draft.ts';
import { type Fields, fieldsOf, type OpenApiDocument, type Operation } from './openapi-document.ts';

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const NONE: Credentials = { headers: {}, query: {} };

/** What each operation asks for to know who is there, as references to secrets. Schemes that nothing asks for are not. */
export class OpenApiSecurity {
  readonly #document: OpenApiDocument;
  readonly #draft: PlanDraft;
  readonly #schemes: Fields;
  readonly #references = new Map<string, string>();

  constructor(document: OpenApiDocument, draft: PlanDraft) {
    this.#document = document;
    this.#draft = draft;
    this.#schemes =
      fieldsOf(fieldsOf(document.root.components)?.securitySchemes) ??
      fieldsOf(document.root.securityDefinitions) ??
      {};
  }

  /** Of the alternatives the first that a plan can meet; none where one of them is none. */
  of(operation: Operation): Credentials {
    const alternatives = listOf(operation.fields.security ?? this.#document.root.security).map((one) =>
      Object.keys(fieldsOf(one) ?? {}),
    );
    if (alternatives.length === 0) return NONE;
    if (alternatives.some((names) => names.length === 0)) {
      if (alternatives.length > 1)
        this.#draft.note(
          'Where credentials are optional, the plan sends none: add them where you want them.',
        );
      return NONE;
    }
    const met = alternatives.find((names) => names.every((name) => this.#isKnown(name)));
    if (met === undefined) {
      const names = alternatives[0]?.join(' and ') ?? '';
      this.#draft.note(`${names.slice(0, 80)} was not imported: a plan has no such credentials.`);
      return NONE;
    }
    this.#draft.note('The API requires credentials: set the secrets named in the plan in the environment.');
    return this.#credentials(met);
  }

  #scheme(name: string): Fields {
    const own = Object.hasOwn(this.#schemes, name) ? this.#schemes[name] : undefined;
    return this.#document.resolve(own) ?? {};
  }

  #isKnown(name: string): boolean {
    const { type, scheme, in: place } = this.#scheme(name);
    if (type === 'apiKey') return /^(header|query|cookie)$/.test(String(place));
    if (type === 'http') return /^(basic|bearer)$/i.test(String(scheme));
    return /^(basic|oauth2|openIdConnect)$/.test(String(type));
  }

  #credentials(names: readonly string[]): Credentials {
    const headers: Record<string, string> = {};
    const query: Record<string, string> = {};
    const cookies: string[] = [];
    for (const name of names) {
      const { type, scheme, in: place, name: key } = this.#scheme(name);
      const reference = this.#reference(name);
      if (type !== 'apiKey') {
        const isBasic = type === 'basic' || /^basic$/i.test(String(scheme));
        headers.Authorization = `${isBasic ? 'Basic' : 'Bearer'} ${reference}`;
      } else if (place === 'header') headers[String(key)] = reference;
      else if (place === 'query') query[String(key)] = reference;
      else cookies.push(`${String(key)}=${reference}`);
    }
    if (cookies.length > 0) headers.Cookie = cookies.join('; ');
    return { headers, query };
  }

  /** One secret for each scheme, whatever asks for it. */
  #reference(name: string): string {
    const slug = name.replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '') || 'key';
    return heldOrMade(this.#references, name, () => this.#draft.unknownSecret(slug));
  }
}
