import { type Result, succeed } from '../../../../../contract/failure.ts';
import { heldOrMade } from '../../../../../contract/keys.ts';
import { SAFE_METHODS } from '../../../../../contract/methods.ts';
import type { ServiceAddress } from '../../../../../contract/services.ts';
import { checkServiceUrl } from '../../compile/service-url.ts';
import { finishImport, type ImportedPlan } from '../imported-plan.ts';
import type { IsFree } from '../imported-secrets.ts';
import { freeTaskName, PlanDraft, type TaskInput } from '../plan-draft.ts';
import { fieldsOf, type OpenApiDocument, type Operation, readOpenApi } from './openapi-document.ts';
import type { Sampling } from './openapi-example.ts';
import { type Credentials, OpenApiSecurity } from './openapi-security.ts';
import { addressesOf, otherServers, serverNotes } from './openapi-servers.ts';
import { optionalNames, stepOf } from './openapi-step.ts';

const FALLBACK_URL = 'http://localhost:8080';
const MAX_NAMED = 5;

/** Tasks of one class, and what each asks for in its headers. */
interface Group {
  readonly service: string;
  readonly kind: 'reader' | 'writer';
  readonly tasks: Record<string, TaskInput>;
  readonly headers: Map<string, Credentials['headers']>;
}

/**
 * Makes a plan of an OpenAPI document: a task per operation, parameters as values, bodies from examples or schemas,
 * checks from documented statuses and required keys. Operations that change data get a class without users: loading
 * them must be meant.
 */
export function importOpenApi(text: string, isFree?: IsFree): Result<ImportedPlan> {
  const read = readOpenApi(text);
  if (!read.ok) return read;
  const document = read.value;
  const draft = new PlanDraft(isFree);
  const security = new OpenApiSecurity(document, draft);
  const groups = new Map<string, Group>();
  const addresses = new Map<string, readonly ServiceAddress[]>();
  for (const operation of document.operations) {
    const credentials = security.of(operation);
    const group = groupOf(groups, operation, { document, draft });
    addresses.set(group.service, addressesOf(document, operation));
    const name = freeTaskName(`${operation.method.toUpperCase()} ${operation.path}`, group.tasks);
    group.tasks[name] = stepOf(operation, credentials, { document, draft });
    group.headers.set(name, credentials.headers);
  }
  addClasses(draft, [...groups.values()]);
  noteLeftOut(document, draft);
  const servers = otherServers(addresses);
  for (const note of serverNotes(servers)) draft.note(note);
  const title = fieldsOf(document.root.info)?.title;
  const finished = finishImport(draft, typeof title === 'string' ? title.replace(/\s+/g, ' ') : 'API');
  return finished.ok ? succeed({ ...finished.value, servers }) : finished;
}

/** Operations of one address that change data, or that do not. */
function groupOf(groups: Map<string, Group>, operation: Operation, { document, draft }: Sampling): Group {
  const kind = SAFE_METHODS.includes(operation.method) ? 'reader' : 'writer';
  const service = draft.service(baseOf(document, operation, draft));
  return heldOrMade(groups, `${kind} ${service}`, () => ({ service, kind, tasks: {}, headers: new Map() }));
}

function addClasses(draft: PlanDraft, groups: readonly Group[]): void {
  const services = new Set(groups.map(({ service }) => service));
  // Readers first, as they are what a run begins with.
  const ordered = [...groups].sort((a, b) => a.kind.localeCompare(b.kind));
  for (const { service, kind, tasks, headers } of ordered) {
    const name = services.size === 1 ? kind : `${kind} of ${service}`;
    const [first = {}] = headers.values();
    const isShared = [...headers.values()].every((one) => JSON.stringify(one) === JSON.stringify(first));
    if (!isShared) {
      for (const [task, own] of headers) {
        const spec = tasks[task];
        if (spec !== undefined && Object.keys(own).length > 0)
          tasks[task] = { ...spec, headers: { ...own, ...spec.headers } };
      }
    }
    draft.setClass(name, {
      service,
      ...(isShared && Object.keys(first).length > 0 && { headers: first }),
      tasks,
      ...(kind === 'writer' && { users: 0 }),
    });
  }
  const writers = ordered.filter(({ kind }) => kind === 'writer');
  const changes = writers.reduce((sum, { tasks }) => sum + Object.keys(tasks).length, 0);
  if (changes === 0) return;
  const what =
    changes === 1 ? '1 operation that changes data is' : `${changes} operations that change data are`;
  const where = writers.length === 1 ? 'class writer, which has' : 'classes of writers, which have';
  draft.note(
    `${what} in ${where} no users: give ${writers.length === 1 ? 'it' : 'them'} some when you mean it.`,
  );
}

/** The first address that can be asked. */
function baseOf(document: OpenApiDocument, operation: Operation, draft: PlanDraft): string {
  const servers = document.serversOf(operation);
  for (const server of servers) {
    const url = checkServiceUrl(server);
    if (!url.ok) continue;
    if (document.guessesScheme(operation))
      draft.note(
        `The document does not say whether it is http or https; the plan calls ${url.value}: change it under services.`,
      );
    return url.value;
  }
  const [first] = servers;
  draft.note(`The document names no address; the plan calls ${FALLBACK_URL}: change it under services.`);
  return first?.startsWith('/') === true ? `${FALLBACK_URL}${first.replace(/\/+$/, '')}` : FALLBACK_URL;
}

function noteLeftOut(document: OpenApiDocument, draft: PlanDraft): void {
  const optional = [...new Set(document.operations.flatMap(optionalNames))];
  if (optional.length > 0) {
    const named = optional
      .slice(0, MAX_NAMED)
      .map((name) => name.slice(0, 40))
      .join(', ');
    const more = optional.length - MAX_NAMED;
    draft.note(
      `Parameters that are not required are not sent: ${named}${more > 0 ? ` and ${more} more` : ''}.`,
    );
  }
  for (const note of document.leftOut) draft.note(note);
  for (const reference of document.foreign) {
    draft.note(`${reference} points outside the document and was not followed.`);
  }
}
