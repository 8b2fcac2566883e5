/** Pongs handed to the socket and not yet taken by the system, at most. */
const MAX_UNDER_WAY = 64;

/**
 * Answers pings however fast they come, in bounded memory. While many pongs wait for the socket, only the latest
 * ping is remembered and answered afterwards.
 * @see RFC 6455, section 5.5.3: a pong may answer only the most recently processed ping
 */
export class PongReplies {
  readonly #send: (payload: Buffer, done: () => void) => void;
  #underWay = 0;
  #latest: Buffer | null = null;

  constructor(send: (payload: Buffer, done: () => void) => void) {
    this.#send = send;
  }

  reply(payload: Buffer): void {
    if (this.#underWay >= MAX_UNDER_WAY) {
      // A copy: the bytes belong to the read buffer.
      this.#latest = Buffer.from(payload);
      return;
    }
    this.#underWay += 1;
    this.#send(payload, this.#done);
  }

  readonly #done = (): void => {
    this.#underWay -= 1;
    const latest = this.#latest;
    if (latest === null) return;
    this.#latest = null;
    this.reply(latest);
  };
}
