import { EventEmitter } from 'node:events';
import type { KeyOwner } from '../../src/main/hosts/cli/key-input.ts';

/** Standard input of a terminal: what is asked of it, in order, and keys that are pressed on it. */
export class FakeKeys extends EventEmitter {
  readonly asked: string[] = [];
  isRaw = false;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
    this.asked.push(isRaw ? 'raw' : 'cooked');
  }

  resume(): void {
    this.asked.push('resume');
  }

  pause(): void {
    this.asked.push('pause');
  }

  type(text: string): void {
    this.emit('data', Buffer.from(text));
  }
}

/** The process the terminal belongs to. */
export class FakeOwner extends EventEmitter implements KeyOwner {
  readonly pid = 4_711;
  readonly killed: string[] = [];
  readonly platform: string;
  foreground = true;

  constructor(platform = 'linux') {
    super();
    this.platform = platform;
  }

  kill(pid: number, signal: string): void {
    this.killed.push(`${pid} ${signal}`);
  }

  isForeground(): boolean {
    return this.foreground;
  }
}
