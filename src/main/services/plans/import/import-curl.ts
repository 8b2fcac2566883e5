import { type Failure, fail, type Result, succeed } from '../../../../contract/failure.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { BodySpec } from '../../../../contract/plan-steps.ts';
import { inFolder } from '../text/plan-folder.ts';
import type { CurlCommand } from './curl-command.ts';
import { readCommands, redirectsOf } from './curl-commands.ts';
import { badCurl as bad, bodyFile, curlRequest } from './curl-request.ts';
import { finishImport, type ImportedPlan } from './imported-plan.ts';
import { lineOf, stepOf } from './imported-request.ts';
import type { IsFree } from './imported-secrets.ts';
import { freeTaskName, PlanDraft, type TaskInput } from './plan-draft.ts';

/** Makes a plan of one or more copied cURL commands: each a task. Nothing is run, read or asked. */
export function importCurl(text: string, isFree?: IsFree): Result<ImportedPlan> {
  const draft = new PlanDraft(isFree);
  const commands = readCommands(text, draft);
  if (!commands.ok) return commands;
  const classes: Classes = new Map();
  const titles: string[] = [];
  const failures: Failure[] = [];
  for (const command of commands.value) {
    for (const note of command.notes) draft.note(draft.shown(note));
    if (command.urls.length === 0) failures.push(bad('names no address'));
    // One task for each address; curl asks all of them with the same options.
    for (const spelled of command.urls) {
      const added = addRequest(command, spelled, { draft, classes });
      if (added.ok) titles.push(added.value);
      else failures.push(added.failure);
    }
  }
  const [failure] = failures;
  if (failure !== undefined && titles.length === 0) return fail(failure);
  for (const { message } of failures) draft.note(`A request was left out: ${message}.`);
  for (const [service, { tasks }] of classes)
    draft.setClass(classes.size === 1 ? 'user' : `user of ${service}`, { service, tasks });
  return finishImport(draft, draft.shown(titles[0] ?? ''));
}

type Classes = Map<string, { service: string; tasks: Record<string, TaskInput> }>;

function addRequest(
  command: CurlCommand,
  spelled: string,
  { draft, classes }: { readonly draft: PlanDraft; readonly classes: Classes },
): Result<string> {
  const found = curlRequest(command, spelled, draft);
  if (!found.ok) return found;
  const request = found.value;
  const { url } = request;
  const service = draft.service(url.origin);
  const step = stepOf(request, draft);
  if (step === null)
    return fail(
      bad(`has the method ${draft.shown(request.method).slice(0, 20)}, which a plan does not have`),
    );
  const body = fileBody(command, draft);
  addLimits(command, draft);
  const group = heldOrMade(classes, service, () => ({ service, tasks: {} }));
  const name = freeTaskName(draft.shown(lineOf(request)), group.tasks);
  group.tasks[name] = { ...step, ...(body !== null && { body }) };
  return succeed(`${request.method} ${url.host}${url.pathname}`);
}

/** A body that is a file: beside the plan, or nowhere. */
function fileBody(command: CurlCommand, draft: PlanDraft): BodySpec | null {
  const file = command.get ? null : bodyFile(command.data);
  const named = command.upload ?? file?.text;
  if (named === undefined) return null;
  const name = named.replace(/^\.\//, '');
  if (inFolder(name)) {
    draft.note(`The body is read from ${name}, which must be next to the plan.`);
    if (file?.kind === 'lines')
      draft.note(`${name} is sent unchanged; curl would drop its line breaks (-d @…).`);
    return { file: name };
  }
  draft.note(
    `The body from the file ${named.slice(0, 60)} was not imported: a plan reads only files next to it.`,
  );
  return null;
}

function addLimits(command: CurlCommand, draft: PlanDraft): void {
  if (command.insecure) {
    draft.limits.verifyTls = false;
    draft.note('Certificates are not verified, as in the command (-k).');
  }
  if (command.location) {
    const follow = redirectsOf(command);
    draft.limits.followRedirects = follow;
    draft.note(`Up to ${follow} redirects are followed, as in the command (-L).`);
  }
  if (command.timeoutS !== null) draft.limits.timeout = `${Math.round(command.timeoutS * 1_000)}ms`;
  if (command.connectTimeoutS !== null)
    draft.limits.connectTimeout = `${Math.round(command.connectTimeoutS * 1_000)}ms`;
}
