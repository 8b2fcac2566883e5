import type { DelaySpec } from './delay.ts';
import type { Precision } from './due-queue.ts';
import type { SequenceFaults } from './sequence-script.ts';
import type { MovedBytes } from './tracked-sockets.ts';

/** Plain data, so that the server can be started in a process of its own. Nothing set: an immediate echo. */
export interface ScriptedWebSocketOptions {
  /** How long each reply is kept back after its message. */
  readonly delay?: DelaySpec;
  readonly precision?: Precision;
  /** How long protocol pongs are kept back; `never`: pings are not answered. Default: at once. */
  readonly pong?: DelaySpec | 'never';
  /** Says `{"type":"connection_established","connection_id":…}` first. */
  readonly greet?: boolean;
  /** Frames of another type (`{"type":"price",…}`) sent between a message and its reply. */
  readonly pushesBeforeReply?: number;
  /** Adds `sentUs` (monotonic µs) and `sentAt` (epoch ms) to every JSON message of the server. */
  readonly stamp?: boolean;
  /** Numbered messages pushed on every connection from its opening, or from its first `subscribe`. */
  readonly stream?: StreamScript;
  /** The server closes connections of its own accord. */
  readonly closes?: CloseScript;
  /** Upgrade i is refused with status `refuse[i % length]`; null lets it through. */
  readonly refuse?: readonly (number | null)[];
  /** Rows of the message log. Default 200,000. */
  readonly logCapacity?: number;
  readonly port?: number;
}

export interface StreamScript {
  readonly count: number;
  readonly everyMs: number;
  readonly faults?: SequenceFaults;
  readonly on?: 'open' | 'subscribe';
}

export interface CloseScript {
  /** Connection i is closed with `codes[i % length]`. 1006 destroys the socket: that code never travels. */
  readonly codes: readonly number[];
  /** Closed after this many of its messages were replied to … */
  readonly afterMessages?: number;
  /** … or this long after its opening. */
  readonly afterMs?: number;
  readonly reason?: string;
}

/** Everything the server knows about what it did; all counts since its start. */
export interface ScriptedWebSocketCounts extends MovedBytes {
  readonly attempted: number;
  readonly opened: number;
  readonly open: number;
  /** Refused upgrades by status. */
  readonly refused: Readonly<Record<string, number>>;
  /** Connections the server closed, by code; 1006 for destroyed ones. */
  readonly closedByServer: Readonly<Record<string, number>>;
  /** Close frames that clients sent first, by code; 1005 for a frame without a code, 1006 for none at all. */
  readonly closedByClient: Readonly<Record<string, number>>;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly pings: number;
  /** Numbered messages: how many went out, and how many numbers were left out, doubled, swapped. */
  readonly stream: {
    readonly sent: number;
    readonly dropped: number;
    readonly duplicated: number;
    readonly swapped: number;
  };
  readonly openSockets: number;
}
