import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A process as a folder of /proc shows it. Times in clock ticks of 10 ms. */
export interface MadeProcess {
  readonly command?: string;
  readonly state?: string;
  readonly parent?: number;
  readonly ownTicks?: number;
  readonly reapedTicks?: number;
  readonly startedTicks?: number;
  readonly residentPages?: number;
  readonly commandLine?: readonly string[];
  /** What its descriptors lead to, from 0 on. */
  readonly descriptors?: readonly string[];
  readonly maxFds?: number | 'unlimited';
  readonly diskRead?: number;
  readonly diskWritten?: number;
  /** Lines of its control groups. */
  readonly groups?: string;
}

/** Folders like those in which Linux shows its processes and control groups. */
export class MadeProc {
  readonly proc: string;
  readonly groups: string;

  constructor(folder: string) {
    this.proc = join(folder, 'proc');
    this.groups = join(folder, 'cgroup');
    this.write(join(this.proc, 'self/io'), '');
    this.write(join(this.proc, 'uptime'), '1.00 1.00\n');
  }

  /** Starts a process, or puts another one in the place of one. */
  start(pid: number, made: MadeProcess = {}): void {
    this.end(pid);
    const folder = join(this.proc, String(pid));
    const at = (name: string, text: string) => this.write(join(folder, name), text);
    const {
      command = 'shop',
      state = 'S',
      parent = 1,
      ownTicks = 0,
      reapedTicks = 0,
      startedTicks = pid,
    } = made;
    const before = `${state} ${parent} 1 1 0 -1 0 0 0 0 0`;
    const times = `${ownTicks} 0 ${reapedTicks} 0 20 0 3 0 ${startedTicks}`;
    at('stat', `${pid} (${command}) ${before} ${times} 1000 ${made.residentPages ?? 5} 0 0\n`);
    at('cmdline', (made.commandLine ?? [command]).map((word) => `${word}\0`).join(''));
    at(
      'limits',
      `Limit  Soft Limit\nMax open files            ${made.maxFds ?? 1_024}       4096    files\n`,
    );
    at('io', `rchar: 1\nread_bytes: ${made.diskRead ?? 0}\nwrite_bytes: ${made.diskWritten ?? 0}\n`);
    at('cgroup', made.groups ?? '0::/\n');
    mkdirSync(join(folder, 'fd'));
    for (const [number, target] of (made.descriptors ?? []).entries())
      symlinkSync(target, join(folder, 'fd', String(number)));
  }

  end(pid: number): void {
    rmSync(join(this.proc, String(pid)), { recursive: true, force: true });
  }

  /** Rows of the tables of sockets: `0100007F:1F40` in state `0A` with an inode. */
  sockets(
    table: 'tcp' | 'tcp6',
    rows: readonly (readonly [address: string, state: string, inode: number])[],
  ): void {
    const lines = rows.map(
      ([address, state, inode], at) =>
        `${String(at).padStart(4)}: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0`,
    );
    this.write(join(this.proc, 'net', table), `  sl  local_address rem_address\n${lines.join('\n')}\n`);
  }

  /** A file of a control group. */
  group(path: string, text: string): void {
    this.write(join(this.groups, path), text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
