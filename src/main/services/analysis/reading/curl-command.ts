import { hadBody } from '../../../../contract/sent-head.ts';
import { shellQuoted } from '../../../../contract/shell-word.ts';
import type { KeptRequest } from '../../../../contract/tick.ts';

/** Of the sender: what curl writes itself. */
const LEFT_OUT = /^(content-length|transfer-encoding|connection|expect)$/i;
const BODY_FILE = '@request-body';
/** What was hidden is written so. */
const HIDDEN = /\[secret ([^\]\n]{1,200})\]/g;

/**
 * A command that sends a kept request again. Its secrets are variables of the shell, by the names they have; all else is
 * quoted, so that nothing of it is run. A body is not kept: the command wants it in a file, rather than send another request
 * than the one that was slow. Null: its headers were not kept.
 */
export function curlCommand({
  method,
  url,
  asked,
}: Pick<KeptRequest, 'method' | 'url' | 'asked'>): string | null {
  if (asked === undefined) return null;
  const [, ...lines] = asked.split(/\r?\n/);
  const headers = lines.flatMap((line) => {
    const [, name, value] = /^([^:@\s][^:\s]*):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || LEFT_OUT.test(name)) return [];
    if (/^host$/i.test(name) && url.toLowerCase().includes(`//${value.toLowerCase()}/`)) return [];
    // curl leaves a header out that has no value, unless it ends with a semicolon.
    return [`-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`];
  });
  // With -X HEAD, curl would wait for a body.
  const command = method === 'HEAD' ? 'curl --head' : `curl -X ${quoted(method)}`;
  const parts = [
    ...headers,
    ...(hadBody(asked) ? [`--data-binary ${quoted(BODY_FILE)}`] : []),
    `--globoff --url ${quoted(url)}`,
  ];
  return [command, ...parts].join(' \\\n  ');
}

/** In quotes that mean nothing to a shell; a hidden secret as the variable of its name. */
function quoted(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    parts.push(shellQuoted(text.slice(from, found.index)), `"$${variableOf(found[1] ?? '')}"`);
    from = found.index + found[0].length;
  }
  parts.push(shellQuoted(text.slice(from)));
  return parts.filter((part) => part !== "''").join('') || "''";
}

function variableOf(name: string): string {
  const plain = name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z_]/.test(plain) ? plain : `SECRET_${plain}`;
}
