import { gapEvent } from '../../contract/gap-reasons.ts';
import { MICROS_PER_SECOND, type Micros, type SecondIndex } from '../../contract/units.ts';
import { MAX_WATCHED_GAUGES, type WatchedGauge, type WatchedSecond } from '../../contract/watch.ts';
import type { Clock } from '../engine/time/clock.ts';
import { plainReading } from './plain-reading.ts';
import { isRate, type Reading, type WatchReader } from './watch-reader.ts';

/** What is read later than this is no figure of the second that ends there. */
const LATE_US: Micros = 200_000;
/** The first reading of a second so late leaves too little of the second. */
const MOSTLY_GONE_US: Micros = 500_000;
const SLOW = 'Slower than a second.';
/** Of a second that its first reading came too late for. */
const RATES_BEGIN = 'Its rates begin with this reading.';
/** Of a run that is too short to be read at all. */
const NEVER_READ = 'The run ended before its first reading.';

interface Place {
  /** Of the watch, in the plan. */
  readonly watch: number;
  readonly reader: WatchReader;
  readonly clock: Pick<Clock, 'nowUs'>;
  /** Processor time that the thread has used since the readings of the moment before. */
  ownUs(): Micros;
  tell(entry: WatchedSecond): void;
  /** What was being read has come; what it tells is told. */
  arrived(): void;
}

/**
 * One watch, from the end of one second to the end of the next. A second is told once: with figures where both of its ends were
 * read in time, else with why not.
 *
 * | state    | means                                                    | next                                              |
 * |----------|----------------------------------------------------------|---------------------------------------------------|
 * | waiting  | nothing is being read                                    | reading, at the end of a second                   |
 * | reading  | the second that ended is not told yet                    | waiting; overdue at the end of the next second    |
 * | overdue  | that second was told as a gap, and so is each that ends  | waiting, and the next reading begins anew         |
 */
export class SampledWatch {
  readonly #place: Place;
  /** Whose reading has not come. */
  #reading: SecondIndex | null = null;
  #isOverdue = false;
  #tookUs: Micros = 0;
  /** What the next second begins with was not read at its beginning: levels at its end are sound, rates are not. */
  #ratesBegin = false;
  /** The run ended within this second while the reading before it was still to come: told after that one. */
  #cutSecond: SecondIndex | null = null;
  /** Of readings whose second is told without them. `gap`: another has taken its place, which no later reading would tell. */
  #untold: Pick<Reading, 'found' | 'remarks' | 'gap'> = {};

  constructor(place: Place) {
    this.#place = place;
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** How long its last reading kept all others waiting. */
  get tookUs(): Micros {
    return this.#tookUs;
  }

  /** A second is over: what is read now ends it, and begins the next. @param second -1: the run begins */
  ends(second: SecondIndex, atUs: Micros): void {
    if (this.#reading !== null) this.#isSlow(second);
    else this.#read(second, atUs);
  }

  /** A second was over so long ago that the next is over as well. */
  missed(second: SecondIndex, lateUs: Micros): void {
    if (this.#reading !== null) {
      this.#isSlow(second);
      return;
    }
    this.#ratesBegin = true;
    this.#tell(second, { gauges: [], gap: late({ us: lateUs, ownUs: this.#place.ownUs() }) });
  }

  /** The run is over amid a second. @param isRead what there is of it is enough for figures */
  cut(second: SecondIndex, atUs: Micros, isRead: boolean): void {
    if (this.#isOverdue) this.#tell(second, isRead ? { gauges: [], gap: SLOW } : unread(second));
    else if (this.#reading !== null) this.#cutSecond = second;
    else if (isRead) this.#read(second, atUs);
    else this.#tell(second, unread(second));
  }

  /** Nobody waits any longer for what is being read. */
  giveUp(): void {
    if (this.#reading !== null && !this.#isOverdue) this.#tell(this.#reading, { gauges: [], gap: SLOW });
    this.#reading = null;
    this.#tellCut();
    this.#place.reader.close();
  }

  #tellCut(): void {
    const second = this.#cutSecond;
    this.#cutSecond = null;
    if (second !== null) this.#tell(second, unread(second));
  }

  #isSlow(second: SecondIndex): void {
    if (!this.#isOverdue && this.#reading !== null) this.#tell(this.#reading, { gauges: [], gap: SLOW });
    this.#isOverdue = true;
    this.#tell(second, { gauges: [], gap: SLOW });
  }

  #read(second: SecondIndex, dueUs: Micros): void {
    const { clock, ownUs } = this.#place;
    const atUs = clock.nowUs();
    const before = { us: atUs - dueUs, ownUs: ownUs() };
    const reading = this.#ask(second, atUs);
    this.#tookUs = clock.nowUs() - atUs;
    if (!(reading instanceof Promise)) {
      // What is read at once may be kept waiting by the machine while it is; the work of the reading itself is no delay.
      const waitedUs = Math.max(0, this.#tookUs - (ownUs() - before.ownUs));
      this.#took(second, { ...before, us: before.us + waitedUs }, plainReading(reading));
      return;
    }
    this.#reading = second;
    const arrived = (read: Reading) => this.#arrived(second, dueUs, before, plainReading(read));
    reading.then(arrived, (error: unknown) => arrived(brokenBy(error)));
  }

  #ask(second: SecondIndex, atUs: Micros): Promise<Reading> | Reading {
    try {
      return this.#place.reader.read({ second, atUs });
    } catch (error) {
      return brokenBy(error);
    }
  }

  #arrived(second: SecondIndex, dueUs: Micros, asked: Lateness, read: Reading): void {
    if (this.#reading !== second) return;
    const isSlow = this.#isOverdue || this.#place.clock.nowUs() - dueUs > MICROS_PER_SECOND;
    this.#reading = null;
    if (isSlow) {
      this.#keep(read);
      if (!this.#isOverdue) this.#tell(second, { gauges: [], gap: SLOW });
      this.#isOverdue = false;
      this.#ratesBegin = true;
    } else this.#took(second, asked, read);
    this.#tellCut();
    this.#place.arrived();
  }

  #took(second: SecondIndex, lateness: Lateness, reading: Reading): void {
    const ratesBegin = this.#ratesBegin;
    this.#ratesBegin = lateness.us > MOSTLY_GONE_US;
    if (second < 0) {
      this.#keep(reading);
      return;
    }
    const { gauges, gap } = reading;
    // What was found to be missing is so at any time of the second.
    if (gauges.length === 0 && gap !== undefined) this.#tell(second, reading);
    else if (lateness.us > LATE_US) {
      this.#keep(reading);
      this.#tell(second, { gauges: [], gap: late(lateness) });
    } else this.#tell(second, ratesBegin ? this.#withoutRates(reading) : reading);
  }

  #withoutRates(reading: Reading): Reading {
    if (this.#place.reader.readsLevelsOnly === true) return reading;
    const gauges = reading.gauges.filter((gauge) => !isRate(gauge));
    return gauges.length === reading.gauges.length
      ? reading
      : { ...reading, gauges, gap: reading.gap ?? RATES_BEGIN };
  }

  #keep({ found, remarks, gap }: Reading): void {
    const isRestart = gap !== undefined && gapEvent(gap)?.kind === 'restarted';
    this.#untold = {
      ...this.#untold,
      ...(found === undefined ? {} : { found }),
      ...(remarks === undefined ? {} : { remarks: [...(this.#untold.remarks ?? []), ...remarks] }),
      ...(isRestart ? { gap } : {}),
    };
  }

  #tell(second: SecondIndex, reading: Reading): void {
    if (second < 0) return;
    this.#keep(reading);
    const { gap: restart, ...untold } = this.#untold;
    this.#untold = {};
    // Of one that is gone again nothing was read.
    const isAway = reading.gap !== undefined && gapEvent(reading.gap)?.kind === 'away';
    const gap = isAway ? reading.gap : (restart ?? reading.gap);
    const { watch, tell } = this.#place;
    tell({
      second,
      watch,
      gauges: reading.gauges.slice(0, MAX_WATCHED_GAUGES).filter(isFigure),
      ...(gap === undefined ? {} : { gap }),
      ...untold,
    });
  }
}

/** A second that the run did not finish, and of which there is too little to be read: that is no fault of the watch. */
function unread(second: SecondIndex): Reading {
  return { gauges: [], ...(second === 0 ? { gap: NEVER_READ } : {}) };
}

/** JSON has no others, and nobody a use for them. */
function isFigure({ value }: WatchedGauge): boolean {
  return Number.isFinite(value);
}

/** After the end of the second, and how much of that the sampler itself was at work. */
interface Lateness {
  readonly us: Micros;
  readonly ownUs: Micros;
}

function late({ us, ownUs }: Lateness): string {
  const who = ownUs > us / 2 ? 'The sampler was busy with other watches' : 'This machine was busy';
  return `${who}: read ${Math.round(us / 1_000)} ms late.`;
}

/** Readers never throw: this is a bug of ours, and the others go on. */
function brokenBy(error: unknown): Reading {
  return { gauges: [], gap: `Not read: ${error instanceof Error ? error.message : String(error)}` };
}
