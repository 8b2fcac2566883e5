import type { TriedStep } from '../../../../contract/plan-editing.ts';

/** The request as it was sent, word for word. */
export function requestText({ request }: TriedStep): string {
  const body = request.body === null ? '' : `\n\n${request.body.text}${request.body.cut ? '\n…' : ''}`;
  return `${request.method} ${request.url}\n${headerLines(request.headers)}${body}`;
}

/** Status and headers of the answer. */
export function responseText({ response }: TriedStep): string {
  return response === null ? '' : `${response.status}\n${headerLines(response.headers)}`;
}

function headerLines(headers: readonly (readonly [string, string])[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}
