/**
 * Commands that run with less of the machine than they are used to: no network but loopback, few local ports, few
 * file descriptors, a name server of the test's own. Linux only, by `unshare` and `ulimit`; where it cannot be had,
 * `isolationRefusal` says why in a sentence that a test can be skipped with.
 */
import { type Command, type Ended, runCommand } from './child.ts';

export interface Isolation {
  /** A network namespace with nothing but loopback: no packet can leave. */
  readonly network?: boolean;
  /** Local ports the kernel may hand out, both included. Needs `network`: the range belongs to the namespace. */
  readonly portRange?: readonly [number, number];
  /** `ulimit -n`. */
  readonly openFiles?: number;
  /** An /etc/resolv.conf that names 127.0.0.1 only: start a `ScriptedResolver` on port 53 inside. */
  readonly ownResolver?: boolean;
}

function script(isolation: Isolation): string {
  const lines = ['set -e'];
  if (isolation.network === true) lines.push('ip link set lo up || ifconfig lo up');
  if (isolation.portRange !== undefined) {
    lines.push(`echo "${isolation.portRange.join(' ')}" > /proc/sys/net/ipv4/ip_local_port_range`);
  }
  if (isolation.ownResolver === true) {
    // One attempt of 3 s: a process cannot end while its getaddrinfo waits, 10 s by default.
    lines.push('own=$(mktemp)', 'printf "nameserver 127.0.0.1\\noptions timeout:3 attempts:1\\n" > "$own"');
    lines.push('mount --bind "$own" /etc/resolv.conf', 'rm "$own"');
  }
  if (isolation.openFiles !== undefined) lines.push(`ulimit -n ${isolation.openFiles}`);
  return [...lines, 'exec "$@"'].join('\n');
}

/** The same command, isolated. It keeps its process id's place: signals reach it directly. */
export function isolatedCommand(isolation: Isolation, command: Command): Command {
  const shell = ['sh', '-c', script(isolation), 'isolated', command.command, ...command.args];
  if (isolation.network !== true && isolation.ownResolver !== true) {
    return { ...command, command: 'sh', args: shell.slice(1) };
  }
  // -r maps the user to root of a user namespace, so that no privileges are needed where the kernel allows it.
  const mount = isolation.ownResolver === true ? ['--mount'] : [];
  return { ...command, command: 'unshare', args: ['--map-root-user', '--net', ...mount, ...shell] };
}

/** Why this machine cannot isolate a command so, as a sentence; null where it can. */
export async function isolationRefusal(isolation: Isolation): Promise<string | null> {
  if (process.platform !== 'linux')
    return `network namespaces and ulimit are Linux's; this is ${process.platform}`;
  const { command, args } = isolatedCommand(isolation, { command: 'true', args: [] });
  let ended: Ended;
  try {
    ended = await runCommand({ command, args }, 10_000);
  } catch (error) {
    return `${command} cannot be run here: ${error instanceof Error ? error.message : String(error)}`;
  }
  return ended.code === 0 ? null : `${command} refused: ${ended.stderr.trim() || `exit code ${ended.code}`}`;
}
