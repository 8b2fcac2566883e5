import type { Answer } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import type { Exchange } from '../../engine/drivers/driver.ts';
import { type AnswerSource, dueUs, type Sample } from '../../engine/measure/sample.ts';
import { answerOfRecord, isToBeKept, KeptResponse } from './kept-response.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseParser } from './response-parser.ts';

/** The last request on a connection: how far its answer is, and what can be told of both where it is kept. */
export class LastExchange implements AnswerSource {
  stage: 'headers' | 'body' = 'headers';
  bodyBytes: Bytes = 0;
  readonly #head: RequestHead;
  readonly #parser: ResponseParser;
  /** Of an answer that fails or may yet fail, and of one that is slow. */
  readonly #response = new KeptResponse();
  #exchange: Exchange | null = null;

  constructor(head: RequestHead, parser: ResponseParser) {
    this.#head = head;
    this.#parser = parser;
  }

  begin(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#response.clear();
    this.stage = 'headers';
    this.bodyBytes = 0;
    exchange.source = this;
  }

  /** Bytes were read. @param to those behind are not its own @param isCoded the body is encoded */
  heard(bytes: Buffer, to: Bytes, nowUs: Micros, isCoded: boolean): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const isSlow = nowUs - dueUs(exchange) > exchange.answerFromUs;
    if (isSlow || !this.#parser.ended || isToBeKept(exchange, isCoded)) this.#response.add(bytes, to);
  }

  answerOf(sample: Sample): Answer | null {
    const exchange = this.#exchange;
    if (exchange === null || exchange !== sample) return null;
    if (this.#response.isEmpty) return this.stage === 'body' ? answerOfRecord(exchange) : null;
    return this.#response.tell(this.bodyBytes, this.#parser.ended);
  }

  askedOf(sample: Sample): string | null {
    const { text } = this.#head;
    return this.#exchange === sample && text !== '' ? text : null;
  }
}
