/** Programs whose first argument is what they run. */
const INTERPRETERS =
  /^(?:node|nodejs|bun|deno|tsx|python|pypy|ruby|perl|php|lua|bash|sh|dash|zsh|Rscript|dotnet)[\d.]*(?:\.exe)?$/i;
const JAVA = /^java(?:\.exe)?$/i;
/** Files that are scripts by their names. */
const SCRIPT = /^[\w.@+-]{1,60}\.(?:[cm]?[jt]sx?|pyc?|rb|pl|php|lua|sh|R|dll)$/;
const PLAIN_NAME = /^[\w.@+-]{1,60}$/;
const PROGRAM = /^[\w.@+ -]{1,60}$/;
const MODULE = /^[A-Za-z_][\w.]{0,59}$/;
/** Behind these comes the program itself, as text. */
const CODE = new Set(['-e', '-c', '-p', '-pe', '--eval', '--print', '-']);

/**
 * What a process is called: `nginx`, `node server.js`, `python3 uvicorn`, `java app.jar`. A command line may hold secrets: of
 * its arguments only what names a script is told, by its last part, and where that is not plain, nothing.
 * @param words the command line; empty of a process of the kernel
 * @param command its name by the kernel, 15 characters
 */
export function programName(words: readonly string[], command: string): string {
  const [first = '', ...rest] = words.filter((word) => word !== '');
  const own = lastPart(ownPart(first, rest.length === 0));
  const program = PROGRAM.test(own) ? own : command.replace(/[^\x20-\x7e]/g, '');
  const script = scriptOf(program, rest);
  return script === null ? program : `${program} ${script}`;
}

/** Programs write their state over their command line: `nginx: master process`, `postgres: shop shop 10.0.0.7 idle`. */
function ownPart(first: string, isAll: boolean): string {
  const title = /^([^\s/\\:]{2,}):(?:\s|$)/.exec(first)?.[1];
  return title ?? (isAll ? (first.split(/\s/)[0] ?? '') : first);
}

function scriptOf(program: string, words: readonly string[]): string | null {
  if (JAVA.test(program)) {
    const jar = words[words.indexOf('-jar') + 1];
    const name = words.includes('-jar') && jar !== undefined ? lastPart(jar) : '';
    return PLAIN_NAME.test(name) ? name : null;
  }
  if (!INTERPRETERS.test(program)) return null;
  const [first] = words[0] === 'run' ? words.slice(1) : words;
  // What stands first is what runs, whatever it is called; behind options it may be the value of one.
  if (first !== undefined && !first.startsWith('-')) return plain(lastPart(first), PLAIN_NAME);
  for (const [at, word] of words.entries()) {
    if (CODE.has(word)) return null;
    if (word === '-m') return plain(words[at + 1] ?? '', MODULE);
    if (!word.startsWith('-') && SCRIPT.test(lastPart(word))) return lastPart(word);
  }
  return null;
}

function plain(text: string, allowed: RegExp): string | null {
  return allowed.test(text) ? text : null;
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

/** Programs that hold a published port for a container, which does the work. */
export function isContainerProxy(name: string): boolean {
  return /^(?:docker-proxy|rootlessport|com\.docker\.backend|vpnkit|vpnkit-bridge|wslrelay)(?:\.exe)?$/i.test(
    name,
  );
}
