/**
 * A seeded source of random numbers (sfc32: 128 bits of state, period at least 2^32, passes PractRand). The same
 * seed gives the same sequence on every machine. Not for secrets.
 * Source: Chris Doty-Humphrey, PractRand, public domain.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;

  /** Parts are hashed together, so `(seed, scenario, user)` gives each user a stream of its own. */
  constructor(...parts: readonly number[]) {
    this.reseed(...parts);
  }

  /** Starts a new stream in place: one object can serve every arrival in turn. */
  reseed(...parts: readonly number[]): void {
    let hash = 0x9e37_79b9;
    for (const part of parts) {
      hash = mix(hash ^ (part >>> 0));
      hash = mix(hash ^ Math.floor(part / 4_294_967_296));
    }
    this.#a = hash;
    this.#b = mix(hash + 0x6d2b_79f5);
    this.#c = mix(this.#b + 0x6d2b_79f5);
    this.#counter = 1;
    for (let round = 0; round < 12; round += 1) this.#next32();
  }

  /** Uniform in [0, 1), 32 bits fine. */
  next(): number {
    return this.#next32() / 4_294_967_296;
  }

  /** Exponential with mean 1, never infinite: the gaps of a Poisson process of rate 1. */
  exponential(): number {
    // 53 bits, so that the far tail (beyond 22 means) is not cut off.
    const high = this.#next32() >>> 5;
    const low = this.#next32() >>> 6;
    return -Math.log(1 - (high * 67_108_864 + low) / 9_007_199_254_740_992);
  }

  #next32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every bit of the input moves half of the output. */
function mix(input: number): number {
  let hash = input | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
