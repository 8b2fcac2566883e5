import { type Failure, fail, type Result, succeed, testFailure } from '../../../../../contract/failure.ts';
import { METHODS, type Method } from '../../../../../contract/methods.ts';
import { isRecord, listOf, valueAt } from '../../../../../contract/plan-data.ts';
import { readForeignYaml } from '../../text/foreign-yaml.ts';

/** Any object of an OpenAPI document; every field is looked at before it is believed. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly method: Method;
  /** As in the document: `/users/{id}`. */
  readonly path: string;
  readonly fields: Fields;
  /** Of the path and the operation together; the operation's win. */
  readonly parameters: readonly Fields[];
  /** The path's, around the operation. */
  readonly item: Fields;
}

const MAX_OPERATIONS = 1_000;
/** No address can hold them: a line break in a path would end the request line. */
const CONTROLS = /\p{Cc}/gu;
const MAX_REFERENCES = 50;

/** A read document, version 2 or 3; references inside it are followed, others are not. */
export class OpenApiDocument {
  readonly root: Fields;
  readonly isSwagger2: boolean;
  /** References that lead out of the document. */
  readonly foreign = new Set<string>();

  readonly operations: readonly Operation[];
  /** What stands under `paths` and is no operation a plan can have: a sentence each. */
  readonly leftOut: readonly string[];

  constructor(root: Fields) {
    this.root = root;
    this.isSwagger2 = root.swagger !== undefined;
    const notes: string[] = [];
    const all = Object.entries(fieldsOf(root.paths) ?? {}).flatMap(([path, item]) =>
      this.#operationsOf(path, item, notes),
    );
    this.operations = all
      .slice(0, MAX_OPERATIONS)
      .map((one) => ({ ...one, parameters: this.#parameters(one.item, one.fields) }));
    const beyond = all.length - MAX_OPERATIONS;
    if (beyond > 0) notes.push(`${beyond} operations beyond the first ${MAX_OPERATIONS} were not imported.`);
    const hooks = Object.keys(fieldsOf(root.webhooks) ?? {}).length;
    if (hooks > 0) notes.push(`${hooks} webhooks were not imported: the service sends them.`);
    this.leftOut = notes;
  }

  /** An object as it is, or what its `$ref` (only `#/…`) stands for; null where that is nothing. */
  resolve(value: unknown): Fields | null {
    let here: unknown = value;
    for (let hops = 0; hops < MAX_REFERENCES; hops += 1) {
      const fields = fieldsOf(here);
      if (fields === null) return null;
      const reference = fields.$ref;
      if (typeof reference !== 'string') return fields;
      if (!reference.startsWith('#/')) {
        this.foreign.add(reference.slice(0, 200));
        return null;
      }
      here = this.#at(reference);
    }
    return null;
  }

  #operationsOf(path: string, value: unknown, notes: string[]): Omit<Operation, 'parameters'>[] {
    const named = path.slice(0, 80).replace(CONTROLS, '�');
    const why = whyNoPath(path);
    if (why !== null) {
      if (!path.startsWith('x-')) notes.push(`The path ${named} was not imported: ${why}.`);
      return [];
    }
    const item = this.resolve(value) ?? {};
    if (fieldsOf(item.trace) !== null) notes.push(`TRACE ${named} was not imported: no plan has trace.`);
    return METHODS.flatMap((method) => {
      const fields = fieldsOf(item[method]);
      return fields === null ? [] : [{ method, path, fields, item }];
    });
  }

  /** The value of the first named example of a body or parameter. */
  firstExample({ examples }: Fields): unknown {
    const [named] = Object.values(fieldsOf(examples) ?? {});
    return this.resolve(named)?.value;
  }

  /** Base addresses of the whole document, absolute or as paths, with their variables' defaults. */
  servers(): string[] {
    return this.isSwagger2 ? this.#serverOf2(this.root.schemes) : serversIn(this.root.servers);
  }

  /** Those of an operation: its own, else its path's, else the document's. */
  serversOf({ fields, item }: Pick<Operation, 'fields' | 'item'>): string[] {
    if (this.isSwagger2) return this.#serverOf2(fields.schemes ?? this.root.schemes);
    const own = [fields.servers, item.servers].find((list) => listOf(list).length > 0);
    return own === undefined ? this.servers() : serversIn(own);
  }

  /** What the document calls its servers, by base address: `Staging`. */
  serverNames(): ReadonlyMap<string, string> {
    const named = listOf(this.root.servers).flatMap((server): [string, string][] => {
      const { description } = fieldsOf(server) ?? {};
      const [url] = serversIn([server]);
      return url === undefined || typeof description !== 'string' ? [] : [[url, description]];
    });
    return new Map(named);
  }

  /** Whether the document names a host and not how to ask it: the way it was got itself, says version 2. */
  guessesScheme({ fields }: Pick<Operation, 'fields'>): boolean {
    const schemes = listOf(fields.schemes ?? this.root.schemes);
    return this.isSwagger2 && typeof this.root.host === 'string' && schemes.length === 0;
  }

  #serverOf2(given: unknown): string[] {
    const { host, basePath } = this.root;
    const base = typeof basePath === 'string' ? basePath : '';
    if (typeof host !== 'string') return [base || '/'];
    const schemes = listOf(given).map(String);
    const usual = /^(localhost|127\.|\[::1\])/.test(host) ? 'http' : 'https';
    const scheme =
      schemes.length === 0 ? usual : schemes.some((one) => /^(https|wss)$/.test(one)) ? 'https' : 'http';
    return [`${scheme}://${host}${base}`];
  }

  #parameters(item: Fields, operation: Fields): Fields[] {
    const byKey = new Map<string, Fields>();
    for (const raw of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
      const parameter = this.resolve(raw);
      if (parameter !== null && typeof parameter.name === 'string') {
        byKey.set(`${String(parameter.in)} ${parameter.name}`, parameter);
      }
    }
    return [...byKey.values()];
  }

  #at(reference: string): unknown {
    const tokens = reference
      .slice(2)
      .split('/')
      .map((token) => unescapePointer(token));
    return valueAt(this.root, tokens);
  }
}

/** Why a key under `paths` is no path of a plan; null: it is one. */
function whyNoPath(path: string): string | null {
  if (!path.startsWith('/')) return 'it does not begin with /';
  return path.search(CONTROLS) < 0 ? null : 'it has a line break or another control character';
}

function serversIn(servers: unknown): string[] {
  return listOf(servers).flatMap((server) => {
    const { url, variables } = fieldsOf(server) ?? {};
    if (typeof url !== 'string') return [];
    return [
      url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
        const values = fieldsOf(variables) ?? {};
        const variable = Object.hasOwn(values, name) ? fieldsOf(values[name]) : null;
        return typeof variable?.default === 'string' ? variable.default : whole;
      }),
    ];
  });
}

/** Reads OpenAPI 3.x or Swagger 2.0, YAML or JSON. */
export function readOpenApi(text: string): Result<OpenApiDocument> {
  const read = readForeignYaml(text);
  if (!read.ok) return fail(bad(read.failure.message));
  const root = fieldsOf(read.value);
  const version = root?.openapi ?? root?.swagger;
  if (root === null || (typeof version !== 'string' && typeof version !== 'number')) {
    return fail(bad('the document has neither "openapi" nor "swagger" at its top'));
  }
  const document = new OpenApiDocument(root);
  if (document.operations.length === 0) return fail(bad('the document describes no operation under "paths"'));
  return succeed(document);
}

export function fieldsOf(value: unknown): Fields | null {
  return isRecord(value) ? value : null;
}

function unescapePointer(token: string): string {
  const plain = token.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

function bad(message: string): Failure {
  return testFailure('import.openapi', message, 'Give an OpenAPI 3 or Swagger 2 document, YAML or JSON.');
}
